"""A file that somebody hands over on a page: looked at before it is kept, shown before it is taken in. Pure but for the file.

A page is stricter than the command, since the person who could save the file again is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from mash.casework.notifications.columns import ROLES, Columns, parts
from mash.casework.notifications.reading import open_file
from mash.casework.notifications.rules import Reader, Reading
from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.reading import Row, Table

ENDINGS: Final = (".csv", ".csv.gz", ".txt", ".xml", ".xlsx")
MOST_COLUMNS: Final = 400
"""Each is a question on the page; a force's table of ten people has some two hundred."""
SHOWN: Final = 10
"""Rows of the preview."""
TRIED: Final = 2_000
"""Rows that are read to say how many would be rejected: a second or two of work."""
MOST_WORDS: Final = 40
"""Words for roles that are asked about; a column with more is no column of roles."""
_LONGEST_WORD: Final = 60
_AGAIN: Final = re.compile(r"(?P<name>.+) \(\d+\)\Z")
_PIECE: Final = 1024 * 1024
# Tab, line ends and form feed; and what Windows' western letters leave undefined.
_NO_TEXT: Final = bytes({*range(32)} - {9, 10, 12, 13} | {0x81, 0x8D, 0x8F, 0x90, 0x9D})


def look(path: Path, name: str) -> tuple[Table, int | None]:
    """The table in a file that is handed over under this name, and how many notifications it declares.

    Raises UnreadableFileError with what to do: for a file of another kind than its name says, one that was made to do
    harm, one without any row, two columns of one name, or letters that cannot be told.
    """
    if not name.lower().endswith(ENDINGS):
        raise UnreadableFileError("kind", "Choose a CSV, XML or Excel (.xlsx) file.")
    table, declared = open_file(path)
    kind = table.kind.split(",")[0]
    if not name.lower().endswith(_ENDINGS_OF.get(kind, ())):
        raise UnreadableFileError(
            "mismatch",
            "The file’s name says one kind and its content is another. Save it again under its own kind.",
        )
    if "cp1252" in table.kind and not name.lower().endswith(".gz"):
        _check_letters(path)
    header = table.header
    if len(header) > MOST_COLUMNS:
        raise UnreadableFileError(
            "columns",
            f"The file has {len(header)} columns; a page takes {MOST_COLUMNS}. Leave some out, or ask whoever runs the "
            "system to import it.",
        )
    if twice := [found["name"] for one in header if (found := _AGAIN.match(one)) and found["name"] in header]:
        raise UnreadableFileError(
            "twice",
            f"Two columns are called “{twice[0]}”. Give each a name of its own and save the file again.",
        )
    if next(iter(table.rows(0)), None) is None:
        raise UnreadableFileError("header-only", "The file has a heading and no row. Choose the right file.")
    return table, declared


_ENDINGS_OF: Final = {"CSV": (".csv", ".csv.gz", ".txt"), "XML": (".xml",), "Excel": (".xlsx",)}


def _check_letters(path: Path) -> None:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if len(piece.translate(None, _NO_TEXT)) != len(piece):
                raise UnreadableFileError(
                    "letters",
                    "The file’s letters cannot be told: it is neither UTF-8 nor Windows text. Save it as “CSV UTF-8”.",
                )


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would become: its first rows as (number, reading), and of `tried` rows how many would be rejected and why.

    `whole` says whether every row was tried. `noted` are rows that would be taken in with something odd.
    """

    rows: Sequence[tuple[int, Reading]]
    tried: int
    rejected: int
    noted: int
    reasons: Sequence[tuple[str, str, int]]
    whole: bool


def preview(table: Table, reader: Reader) -> Preview:
    """Read the first rows by a mapping, and keep nothing. Raises UnreadableFileError."""
    shown: list[tuple[int, Reading]] = []
    reasons: Counter[tuple[str, str]] = Counter()
    tried = noted = 0
    rows = iter(table.rows(0))
    for row in islice(rows, TRIED):
        reading = _read(row, table.header, reader)
        tried += 1
        noted += bool(reading.noted)
        if reading.code:
            reasons[reading.code, reading.column] += 1
        if len(shown) < SHOWN:
            shown.append((row.number, reading))
    return Preview(
        shown,
        tried,
        sum(reasons.values()),
        noted,
        [(code, column, count) for (code, column), count in reasons.most_common()],
        next(rows, None) is None,
    )


def _read(row: Row, header: Sequence[str], reader: Reader) -> Reading:
    if row.fault:
        return reader.read({}, fault=row.fault)
    return reader.read(dict(zip(header, row.cells, strict=True)))


def examples(table: Table, most: int = 3) -> list[list[str]]:
    """For each column the first few different values that stand in it, as they are written."""
    found: list[dict[str, None]] = [{} for _ in table.header]
    for row in islice(table.rows(0), 200):
        if row.fault:
            continue
        for place, cell in enumerate(row.cells):
            if len(found[place]) < most and (text := " ".join(cell.split())):
                found[place][text] = None
    return [list(one) for one in found]


def unknown_roles(table: Table, columns: Columns) -> list[str]:
    """The force's words for a role that nobody has said the meaning of, in lower case, the most frequent first."""
    places = [
        place
        for place, heading in enumerate(table.header)
        if parts(columns.columns.get(heading, ""))[1] == "role"
    ]
    words: Counter[str] = Counter()
    for row in islice(table.rows(0), TRIED):
        if not row.fault:
            words.update(word for place in places if (word := " ".join(row.cells[place].split()).casefold()))
    found = [word for word, _count in words.most_common() if word not in ROLES and len(word) <= _LONGEST_WORD]
    return found[:MOST_WORDS]

"""What every kind of file becomes: a heading and rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from mash.registers.people.feeds.errors import UnreadableFileError

MOST_CELLS: Final = 1_000
"""Columns that a table may have; a spreadsheet of real people has tens."""

Fault = Literal["", "columns", "quote", "long"]
"""Why a row could not be taken apart: another number of cells than the heading, a quotation mark that nothing closes,
or more text than any row of people holds."""


class Row(NamedTuple):
    """One row: `number` counts from the heading, which is 1, as a spreadsheet program shows it."""

    number: int
    cells: Sequence[str]
    fault: Fault = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's headings, each once and none empty, and its rows.

    `rows(after)` begins with the row whose number follows `after`; `kind` says what the file is, in a word or two;
    `about` is about how many rows there are, for a progress bar, 0 where that is not known.
    """

    kind: str
    header: tuple[str, ...]
    rows: Callable[[int], Iterator[Row]]
    about: int = 0


def headings(cells: Iterable[str]) -> tuple[str, ...]:
    """Headings that tell the columns apart: an empty one gets its place, a second of the same name a number.

    Raises UnreadableFileError where there is none at all, or more than anybody's table has.
    """
    found: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\x00", "").split())[:200] or f"column {place}"
        count, wanted = 1, name
        while wanted in found:
            count += 1
            wanted = f"{name} ({count})"
        found.append(wanted)
        if place > MOST_CELLS:
            raise UnreadableFileError("columns", f"The table has more than {MOST_CELLS} columns.")
    if not any(not name.startswith("column ") for name in found):
        raise UnreadableFileError("empty", "The file has no heading: its first row names no column.")
    return tuple(found)


def fitted(number: int, cells: Sequence[str], width: int) -> Row | None:
    """The row with as many cells as the heading: empty cells too many are dropped; None for an empty row."""
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    if not any(cells):
        return None
    return Row(number, cells) if len(cells) == width else Row(number, cells, "columns")

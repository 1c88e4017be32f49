"""A force's file as rows: CSV, Excel and the rest as people's lists are read, XML here; and a call's JSON in the same form.

XML is read by the parser itself and never as a tree: a document type is refused, so that there is no entity to expand
and nothing outside to fetch.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final
from xml.parsers import expat

from mash.casework.notifications.assessment import KINDS
from mash.casework.notifications.columns import MOST_PEOPLE
from mash.casework.notifications.rules import storable
from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.reading import MOST_CELLS, Row, Table, open_table
from mash.registers.people.feeds.reading.rows import headings

LONGEST_ROW: Final = 2_000_000
"""Characters of one notification; a longer one is kept aside."""
_DEEPEST: Final = 8
_PIECE: Final = 64 * 1024
_PEOPLE: Final = frozenset({"person", "people", "persons", "subject", "child"})


def open_file(path: Path) -> tuple[Table, int | None]:
    """The table in a file, and how many notifications it declares. Raises UnreadableFileError."""
    with path.open("rb") as file:
        head = file.read(512)
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(b"<") or head.startswith((b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return _open_xml(path)
    return open_table(path), None


def _open_xml(path: Path) -> tuple[Table, int | None]:
    """Each element under the root is a notification. The whole file is read once first: a damaged one gives no row at all."""
    found: dict[str, None] = {}
    count, declared = 0, None
    for one in _elements(path):
        if isinstance(one, _Root):
            declared = one.declared
            continue
        count += 1
        found.update(dict.fromkeys(one.cells))
        if len(found) > MOST_CELLS:
            raise UnreadableFileError("columns", f"The file has more than {MOST_CELLS} different elements.")
    if not count:
        raise UnreadableFileError("empty", "The file holds no notification.")
    header = headings(found)

    def rows(after: int) -> Iterator[Row]:
        number = 1
        for one in _elements(path):
            if isinstance(one, _Root):
                continue
            number += 1
            if number > max(after, 1):
                cells = [one.cells.get(name, "") for name in header]
                yield Row(number, cells, "long" if one.long else "")

    return Table("XML", header, rows, count), declared


@dataclass(slots=True)
class _Root:
    declared: int | None


@dataclass(slots=True)
class _Element:
    cells: dict[str, str] = field(default_factory=dict)
    size: int = 0

    @property
    def long(self) -> bool:
        return self.size > LONGEST_ROW

    def say(self, name: str, text: str) -> None:
        self.size += len(text)
        if text.strip() and not self.long:
            self.cells[name[:200]] = text.strip()


class _Taker:
    """Follows the parser, element by element; `done` are those that are complete."""

    def __init__(self) -> None:
        self.done: list[_Element | _Root] = []
        self._names: list[str] = []
        self._counts: list[Counter[str]] = []
        self._texts: list[list[str]] = []
        self._now = _Element()

    def doctype(self, *_: Any) -> None:
        raise UnreadableFileError(
            "doctype",
            "The file brings a document type of its own, which may do harm. Nothing of it was read.",
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        depth = len(self._names)
        name = tag.rpartition(":")[2]
        if depth > _DEEPEST:
            raise UnreadableFileError("deep", f"The file is nested more than {_DEEPEST} deep.")
        if not depth:
            count = attributes.get("count", "")
            self.done.append(_Root(int(count) if count.isascii() and count.isdecimal() else None))
        elif depth == 1:
            self._now = _Element()
        else:
            self._counts[-1][name] += 1
            number = self._counts[-1][name]
            if (
                name.casefold() in _PEOPLE and not name.casefold().endswith(("people", "persons"))
            ) or number > 1:
                name = f"{name}.{number}"
        self._names.append(name)
        self._counts.append(Counter())
        self._texts.append([])
        if depth:
            for key, value in attributes.items():
                if not key.startswith("xmlns"):
                    self._now.say(".".join((*self._names[2:], key.rpartition(":")[2])), value)

    def text(self, piece: str) -> None:
        if len(self._names) > 1 and self._now.size + len(piece) <= LONGEST_ROW * 2:
            self._texts[-1].append(piece)
            self._now.size += len(piece)

    def end(self, _tag: str) -> None:
        text = "".join(self._texts.pop())
        depth = len(self._names)
        if depth > 2:
            self._now.size -= len(text)  # counted again where it is kept
            self._now.say(".".join(self._names[2:]), text)
        elif depth == 2:
            self.done.append(self._now)
        self._names.pop()
        self._counts.pop()


def _elements(path: Path) -> Iterator[_Element | _Root]:
    taker = _Taker()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = taker.doctype
    parser.EntityDeclHandler = taker.doctype
    parser.StartElementHandler = taker.start
    parser.CharacterDataHandler = taker.text
    parser.EndElementHandler = taker.end
    try:
        with path.open("rb") as file:
            for piece, last in _pieces(file):
                parser.Parse(piece, last)
                yield from taker.done
                taker.done.clear()
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 0)
        raise UnreadableFileError(
            "damaged", f"The file is not whole XML (line {line}). Nothing of it was read. Ask for it again."
        ) from error


def _pieces(file: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    while piece := file.read(_PIECE):
        yield piece, False
    yield b"", True


def flat(said: Mapping[str, Any]) -> dict[str, str]:
    """One notification of a call as cells: `people` becomes person.1.given_name and so on, `dash` dash.1; anything else is its text.

    >>> flat({"reference": "A1", "people": [{"given_name": "Ada"}]})
    {'reference': 'A1', 'person.1.given_name': 'Ada'}
    """
    cells: dict[str, str] = {}
    for name, value in said.items():
        if name == "people" and isinstance(value, list):
            for number, person in enumerate(value[: MOST_PEOPLE + 1], start=1):
                inside = person if isinstance(person, Mapping) else {"description": person}
                cells |= {
                    storable(f"person.{number}.{str(part)[:100]}"): _text(one) for part, one in inside.items()
                }
        elif name in KINDS and isinstance(value, Mapping):
            cells |= {storable(f"{name}.{str(part)[:100]}"): _text(one) for part, one in value.items()}
        else:
            cells[storable(str(name)[:200])] = _text(value)
    return cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return storable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))

"""Text files with columns: which encoding, which separator, and rows that a stray quotation mark cannot swallow."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, cast

from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.reading.rows import Row, Table, fitted, headings

LONGEST_ROW: Final = 2_000_000
"""Characters. A cell of a megabyte in a column that nobody takes in is no reason to refuse a person."""
MOST_LINES: Final = 200
"""Lines that one row may run over; more means that a quotation mark was never closed."""
MOST_UNPACKED: Final = 16 * 1024**3
_SUSPICIOUS: Final = 64 * 1024**2
_MOST_RATIO: Final = 200
"""A table of people packs to a tenth; what packs two hundred times was made to fill a disk or a memory."""
_PIECE: Final = 1024 * 1024
_SEPARATORS: Final = ",;\t|"


def open_text(path: Path, *, packed: bool) -> Table:
    """A CSV file with any usual separator and encoding. Raises UnreadableFileError."""
    encoding, lines = _look(path, packed=packed)
    with _stream(path, encoding, packed=packed) as stream:
        first = stream.readline(LONGEST_ROW)
        separator = max(_SEPARATORS, key=first.count)
        stream.seek(0)
        found = next(_records(stream, separator, None), None)
        if found is None or found.fault:
            raise UnreadableFileError("empty", "The file has no heading: its first row names no column.")
    header = headings(found.cells)

    def rows(after: int) -> Iterator[Row]:
        with _stream(path, encoding, packed=packed) as stream:
            for row in _records(stream, separator, len(header)):
                if row.number > max(after, 1):
                    yield row

    return Table(f"CSV, {encoding}", header, rows, max(lines - 1, 0))


def _open(path: Path, *, packed: bool) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")


def _stream(path: Path, encoding: str, *, packed: bool) -> io.TextIOWrapper:
    return io.TextIOWrapper(_open(path, packed=packed), encoding, errors="replace", newline="")


def _look(path: Path, *, packed: bool) -> tuple[str, int]:
    """The encoding and the number of lines, found by reading the whole file once, which also finds a file that was packed to do harm.

    What is not UTF-8 throughout is taken for Windows' western letters, as old systems here write them.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    size, lines, limit = 0, 0, max(_SUSPICIOUS, path.stat().st_size * _MOST_RATIO)
    utf8, head = True, b""
    try:
        with _open(path, packed=packed) as file:
            while piece := file.read(_PIECE):
                if not size:
                    head = piece[:1000]
                    if wide := _wide(head):
                        utf8, encoding = False, wide
                size += len(piece)
                lines += piece.count(b"\n")
                if packed and size > min(limit, MOST_UNPACKED):
                    raise UnreadableFileError(
                        "packed", "The file unpacks to far more than a table of people. It was not read."
                    )
                if utf8:
                    try:
                        decoder.decode(piece)
                    except UnicodeDecodeError:
                        utf8, encoding = False, "cp1252"
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableFileError("damaged", "The file is cut off or damaged. Ask for it again.") from error
    if not size:
        raise UnreadableFileError("empty", "The file is empty.")
    return "utf-8-sig" if utf8 else encoding, lines


def _wide(head: bytes) -> str:
    """UTF-16 with or without its mark: between western letters every second byte is zero."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for name, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = head[first::2]
        if len(half) > 3 and half.count(0) > 0.8 * len(half):
            return name
    return ""


class _RowTooLongError(Exception):
    """A row runs on and on: its first line holds a quotation mark that nothing closes, or it is enormous."""


class _Lines:
    """The lines of a stream, with those of the row under way kept, so that they can be put back."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self._size = 0
        self.open_at_end = False

    def begin(self) -> None:
        self.taken.clear()
        self._size = 0
        self.open_at_end = False

    def put_back(self) -> str:
        """Give back all lines of the row but its first, and return that."""
        first, *rest = self.taken
        self._waiting.extendleft(reversed(rest))
        return first

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._stream.readline(LONGEST_ROW)
        if not line:
            self.open_at_end = bool(self.taken)
            raise StopIteration
        self.taken.append(line)
        self._size += len(line)
        if len(line) >= LONGEST_ROW and not line.endswith(("\n", "\r")):
            while (more := self._stream.readline(LONGEST_ROW)) and not more.endswith(("\n", "\r")):
                pass
            raise _RowTooLongError
        if len(self.taken) > MOST_LINES or self._size > LONGEST_ROW:
            raise _RowTooLongError
        return line


def _records(stream: IO[str], separator: str, width: int | None) -> Iterator[Row]:
    """Every row that holds something, and a fault in place of one that cannot be taken apart.

    After a fault reading goes on with the next line, so that one stray mark costs one line and never joins two people.
    """
    csv.field_size_limit(LONGEST_ROW * 2)
    lines = _Lines(stream)
    reader = _strict(lines, separator)
    number = 0
    while True:
        lines.begin()
        number += 1
        cells: list[str] | None = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _RowTooLongError:
            pass
        except csv.Error:
            # Within one line a stray mark is a letter like any other: "O"Brien" is a name.
            if len(lines.taken) == 1 and not lines.open_at_end:
                cells = next(csv.reader(lines.taken, delimiter=separator))
        row = None if cells is None else fitted(number, cells, len(cells) if width is None else width)
        # Two stray marks in neighbouring lines can make one row of them, with the wrong number of cells.
        if cells is None or (row is not None and row.fault and len(lines.taken) > 1):
            first = lines.put_back()
            row = Row(number, (first[:LONGEST_ROW],), "long" if len(first) >= LONGEST_ROW else "quote")
        if cells is None or row is None or row.fault:
            reader = _strict(lines, separator)
        if row is not None:
            yield row


def _strict(lines: _Lines, separator: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=separator, strict=True)

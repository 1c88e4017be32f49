"""Excel workbooks: the first sheet, its values as text. Formulas are never computed, macros never run."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.reading.rows import MOST_CELLS, Row, Table, fitted, headings

MOST_PARTS: Final = 5_000
MOST_UNPACKED: Final = 2 * 1024**3
MOST_SHARED: Final = 256 * 1024**2
"""Bytes of the workbook's list of texts, which has to be held in memory: some two million names."""
_OF_A_DAMAGED_PART: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
)
"""What the library stumbles over in a sheet of which a byte has flipped, also beyond the rows that were shown."""
_SUSPICIOUS: Final = 32 * 1024**2
_MOST_RATIO: Final = 250
"""A sheet of people packs to a tenth or a twentieth; what packs 250 times was made to fill a memory."""


def open_sheet(path: Path) -> Table:
    """The first sheet of a workbook. Raises UnreadableFileError."""
    _refuse_bomb(path)
    with _sheet(path) as sheet:
        about = sheet.max_row or 0
        sheet.reset_dimensions()  # what a program wrote of its own size may be wrong
        first = next(
            iter(sheet.iter_rows(min_row=1, max_row=1, max_col=MOST_CELLS + 1, values_only=True)), ()
        )
        cells = [_text(value) for value in first]
    while cells and not cells[-1]:
        cells.pop()
    header = headings(cells)

    def rows(after: int) -> Iterator[Row]:
        begin = max(after, 1) + 1
        with _sheet(path) as sheet:
            sheet.reset_dimensions()
            found = sheet.iter_rows(min_row=begin, max_col=MOST_CELLS, values_only=True)
            for number, values in enumerate(found, start=begin):
                cells = [_text(value) for value in values]
                cells += [""] * (len(header) - len(cells))
                row = fitted(number, cells, len(header))
                if row is not None:
                    yield row

    return Table("Excel", header, rows, about)


def _refuse_bomb(path: Path) -> None:
    """The sizes that a ZIP file claims are the most that is ever unpacked of it."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _damaged() from error
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise UnreadableFileError(
            "unknown", "This is a ZIP file. Unpack it and import the table that is in it."
        )
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or any("sharedStrings" in part.filename and part.file_size > MOST_SHARED for part in parts)
        or any(
            part.file_size > _SUSPICIOUS and part.file_size > _MOST_RATIO * max(part.compress_size, 1)
            for part in parts
        )
    ):
        raise UnreadableFileError(
            "packed", "The workbook unpacks to far more than a table of people. Save it as CSV and try again."
        )


def _damaged() -> UnreadableFileError:
    return UnreadableFileError(
        "damaged", "The workbook is damaged. Open it, save it again and try once more."
    )


@contextmanager
def _sheet(path: Path) -> Iterator[ReadOnlyWorksheet]:
    # Opened here: given a name, the library looks at its ending, and a file in a place of our own has none.
    file = path.open("rb")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and rules that a reader of values does not need
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # the library raises whatever a damaged part makes it stumble over
        file.close()
        raise _damaged() from error
    try:
        sheets = [one for one in book.worksheets if isinstance(one, ReadOnlyWorksheet)]
        if not sheets:
            raise UnreadableFileError("empty", "The workbook has no sheet with rows.")
        try:
            yield sheets[0]
        except _OF_A_DAMAGED_PART as error:
            raise _damaged() from error
    finally:
        book.close()
        file.close()


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a fraction, days as 2015-02-28."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)

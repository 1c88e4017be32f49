"""The visible text of a file, as paragraphs, so that a file is redacted like any other text and made anew.

Of a file only its words go on: never the file itself, its metadata, its comments or its hidden sheets. What can be
read are text, PDF, Word and Excel files. Images are not: nothing here could make them anew without what a camera
writes into them, or blank a part of one, and half of that would be worse than none.

A PDF's text is all of it, also what its maker covered with a bar or painted white: whoever redacts is shown it, and
withholds it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Final
from xml.parsers import expat

from mash.foundation.documents.redaction import paragraphs

MAX_BYTES: Final = 25_000_000
MAX_PAGES: Final = 100
MAX_CHARS: Final = 500_000
# What a zip may unpack to, together.
MAX_UNPACKED: Final = 50_000_000
MAX_PARTS: Final = 2_000
# Cells of a sheet, empty ones between others too.
MAX_CELLS: Final = 1_000_000
_LAST_COLUMN: Final = 16_384

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FALLBACK: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_OFF: Final = frozenset({"0", "false", "off"})
_SENTENCE_END: Final = re.compile(r"[.:;!?][”\"')\]]*$")
# A last line of a paragraph is shorter than this part of the longest line.
_SHORT: Final = 0.8


class UnreadableError(Exception):
    """`code` is one of kind, too-large, locked, damaged, empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def can_be_read(content_type: str) -> bool:
    """Whether a file of this content type has text that can be made anew."""
    return content_type.partition(";")[0] in _READERS


def read(data: bytes, content_type: str) -> tuple[str, ...]:
    """The paragraphs of a file's visible text, never none. `content_type` is by content, as `files` knows it.

    Raises UnreadableError for a kind that is not read, what is too large, locked by a password or damaged, and what has
    no text, such as a scanned page. Never more than MAX_CHARS characters, MAX_PAGES pages or MAX_UNPACKED bytes.
    """
    reader = _READERS.get(content_type.partition(";")[0])
    if reader is None:
        raise UnreadableError("kind")
    if len(data) > MAX_BYTES:
        raise UnreadableError("too-large")
    found: list[str] = []
    size = 0
    for block in reader(data):
        for one in paragraphs(block):
            size += len(one)
            if size > MAX_CHARS:
                raise UnreadableError("too-large")
            found.append(one)
    if not found:
        raise UnreadableError("empty")
    return tuple(found)


def _text(data: bytes) -> Iterator[str]:
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The files that are taken are UTF-8 or a Windows code page; each of its bytes is some letter.
        yield data.decode("cp1252", errors="replace")


def _pdf(data: bytes) -> Iterator[str]:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise UnreadableError("locked")
        if len(reader.pages) > MAX_PAGES:
            raise UnreadableError("too-large")
        for page in reader.pages:
            yield parted(page.extract_text())
    # A broken file breaks its reader in many ways, and each means the same here.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise UnreadableError("damaged") from error


def parted(lines: str) -> str:
    """Lines of a printed page with blank lines put between its paragraphs, where the page left none.

    A paragraph ends with a sentence on a line clearly shorter than the longest one.
    """
    rows = [one.strip() for one in lines.splitlines()]
    longest = max(map(len, rows), default=0)
    return "\n".join(
        row + "\n" if len(row) < longest * _SHORT and _SENTENCE_END.search(row) else row for row in rows
    )


def _parts(data: bytes) -> zipfile.ZipFile:
    """An office file's parts, after a look at what they say they unpack to."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableError("damaged") from error
    entries = archive.infolist()
    if len(entries) > MAX_PARTS or sum(one.file_size for one in entries) > MAX_UNPACKED:
        raise UnreadableError("too-large")
    if any(one.flag_bits & 1 for one in entries):
        raise UnreadableError("locked")
    return archive


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, never longer than it said it was."""
    try:
        entry = archive.getinfo(name)
        with archive.open(entry) as part:
            found = part.read(entry.file_size + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError("damaged") from error
    if len(found) > entry.file_size:
        raise UnreadableError("damaged")
    return found


def _refuse_doctype(*_said: object) -> None:
    raise UnreadableError("damaged")


def _parse(
    xml: bytes,
    *,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read XML by its events; names come as "namespace local". A document type, and so any entity, is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise UnreadableError("damaged") from error


class _Words:
    """Collects a Word part's paragraphs: runs that are not hidden, without deletions, comments or field codes."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._paragraph: list[list[str]] = []
        self._run: list[str] = []
        self._hidden = False
        self._in_text = False
        self._fallback = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _FALLBACK or self._fallback:  # a second telling of what was told, for old readers
            self._fallback += 1
            return
        match name.rpartition(" ")[2] if name.startswith(_WORD) else "":
            case "p":
                self._paragraph.append([])  # a text box's paragraphs lie within one
            case "r":
                self._run, self._hidden = [], False
            case "vanish" | "webHidden":
                self._hidden = attributes.get(f"{_WORD} val", "1") not in _OFF
            case "t":
                self._in_text = True
            case "tab":
                self._run.append("\t")
            case "br" | "cr":
                self._run.append("\n")

    def end(self, name: str) -> None:
        if self._fallback:
            self._fallback -= 1
            return
        match name.rpartition(" ")[2] if name.startswith(_WORD) else "":
            case "p":
                self.paragraphs.append("".join(self._paragraph.pop()))
            case "r":
                if self._paragraph and not self._hidden:
                    self._paragraph[-1].extend(self._run)
                self._run, self._hidden = [], False
            case "t":
                self._in_text = False

    def text(self, said: str) -> None:
        if self._in_text and not self._fallback:
            self._run.append(said)


def _docx(data: bytes) -> Iterator[str]:
    with _parts(data) as archive:
        names = set(archive.namelist())
        for name in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
            if name in names or name == "word/document.xml":
                words = _Words()
                _parse(_part(archive, name), start=words.start, end=words.end, text=words.text)
                yield from words.paragraphs


class _Hidden:
    """The rows and columns of a sheet that its maker hid, by number from 1."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self._row = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not name.startswith(_SHEET):
            return
        hidden = attributes.get("hidden", "0") not in _OFF
        match name.rpartition(" ")[2]:
            case "row":
                self._row = int(attributes.get("r") or self._row + 1)
                if hidden:
                    self.rows.add(self._row)
            case "col" if hidden:
                last = min(int(attributes["max"]), _LAST_COLUMN)
                self.columns.update(range(int(attributes["min"]), last + 1))


def _xlsx(data: bytes) -> Iterator[str]:
    import openpyxl

    found: dict[str, _Hidden] = {}
    try:
        with _parts(data) as archive:
            for name in archive.namelist():
                if name.lower().endswith((".xml", ".rels", ".vml")):
                    found[name] = _Hidden()
                    _parse(_part(archive, name), start=found[name].start)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            yield sheet.title
            sheet.reset_dimensions()  # what a file says of its own size need not be so
            path: str = sheet._worksheet_path  # noqa: SLF001 - nothing public says which part a sheet is
            yield from _rows(sheet.iter_rows(values_only=True), found[path.lstrip("/")])
    except UnreadableError:
        raise
    # A broken workbook breaks its reader in many ways, and each means the same here.
    except Exception as error:
        raise UnreadableError("damaged") from error


def _rows(rows: Iterator[tuple[object, ...]], hidden: _Hidden) -> Iterator[str]:
    """Each row with anything in it as one paragraph, its cells parted by bars; hidden rows and columns left out."""
    seen = 0
    for number, row in enumerate(rows, start=1):
        seen += 1 + len(row)
        if seen > MAX_CELLS:
            raise UnreadableError("too-large")
        if number in hidden.rows:
            continue
        cells = [
            _shown(value)
            for column, value in enumerate(row, start=1)
            if value is not None and column not in hidden.columns
        ]
        if any(cells):
            yield " | ".join(cells)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M" if value.time() != time() else "%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return " ".join(str(value).split())


_READERS: Final[dict[str, Callable[[bytes], Iterator[str]]]] = {
    "text/plain": _text,
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
}

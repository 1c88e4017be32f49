"""The kinds of file that are taken, and how the bytes of each are known. Pure: bytes in, a kind or a reason out.

A name proves nothing and a browser's content type even less: the kind is decided by content, against this
list, and the name's ending must then agree with it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_binary_file, policy
from typing import IO, Final

import puremagic

HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class Kind:
    """`content_type` to serve with, and the name's endings that agree with it, the usual one first."""

    content_type: str
    endings: tuple[str, ...]


class NotTakenError(Exception):
    """`code` is one of macros, damaged, dangerous or unknown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


PDF: Final = Kind("application/pdf", ("pdf",))
PNG: Final = Kind("image/png", ("png",))
JPEG: Final = Kind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
GIF: Final = Kind("image/gif", ("gif",))
HEIC: Final = Kind("image/heic", ("heic", "heif"))
MP4: Final = Kind("video/mp4", ("mp4", "m4v"))
M4A: Final = Kind("audio/mp4", ("m4a",))
MP3: Final = Kind("audio/mpeg", ("mp3",))
RTF: Final = Kind("application/rtf", ("rtf",))
TXT: Final = Kind("text/plain; charset=utf-8", ("txt", "text"))
EML: Final = Kind("message/rfc822", ("eml",))
MSG: Final = Kind("application/vnd.ms-outlook", ("msg",))
DOCX: Final = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX: Final = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
ODT: Final = Kind("application/vnd.oasis.opendocument.text", ("odt",))
ODS: Final = Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",))

KINDS: Final = (PDF, DOCX, XLSX, ODT, ODS, PNG, JPEG, HEIC, GIF, TXT, RTF, EML, MSG, MP4, MP3, M4A)

# The last ending of names that a desktop starts or a browser runs.
_DANGEROUS: Final = re.compile(
    r"\.(?:"
    r"app|apk|bat|bin|chm|cmd|com|cpl|dll|dmg|docm|dotm|elf|exe|hta|htm|html|htt|inf|iso|jar|js|jse|lnk|"
    r"mht|mhtml|msi|msp|pif|potm|ppam|pptm|ps1|psm1|py|reg|scf|scr|sct|sh|svg|svgz|swf|url|vb|vbe|vbs|ws|"
    r"wsc|wsf|wsh|xhtml|xlam|xlsm|xltm|xsl"
    r")[. ]*\Z",
    re.IGNORECASE,
)

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_MP4_BRANDS: Final = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV"}
)
_M4A_BRANDS: Final = frozenset({b"M4A ", b"M4B "})

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MSG_MARK: Final = "__substg1.0_".encode("utf-16-le")
_EXECUTABLE: Final = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
_ACTIVE_TEXT: Final = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php|%)", re.IGNORECASE
)
_RTF_OBJECT: Final = re.compile(rb"\\obj(?:data|emb|link|autlink|ocx|html|update)", re.IGNORECASE)
_HEADER_LINE: Final = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]")
_MAIL_HEADERS: Final = frozenset(
    {b"from", b"to", b"subject", b"date", b"received", b"mime-version", b"message-id"}
)
_ENOUGH_HEADERS: Final = 2
_CHUNK: Final = 64 * 1024
_MAX_ENTRIES: Final = 10_000
_MAX_UNPACKED: Final = 1024 * 1024 * 1024
_CONTENT_TYPES: Final = "[Content_Types].xml"
_OFFICE_MAIN: Final = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
_MACRO_PARTS: Final = re.compile(r"vba|macrosheet|activex|^basic/|^scripts/|oleobject", re.IGNORECASE)
# An MPEG audio frame's first two bytes: 11 bits of sync, version not reserved, layer III.
_MP3_SYNC: Final = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")


def identify(file: IO[bytes]) -> Kind:
    """The kind of a seekable file's bytes; its position is left anywhere. Raises NotTakenError."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(_EXECUTABLE):
        raise NotTakenError("dangerous")
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    if head.startswith(_OLE):
        return _outlook(file)
    if head.startswith(b"{\\rtf"):
        if any(_RTF_OBJECT.search(window) for window in _windows(file)):
            raise NotTakenError("macros")
        return RTF
    return _by_signature(head) or _text(file, head)


def _by_signature(head: bytes) -> Kind | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        families = ((_HEIC_BRANDS, HEIC), (_M4A_BRANDS, M4A), (_MP4_BRANDS, MP4))
        return next((kind for brands, kind in families if brand in brands), None)
    starts = (
        (b"%PDF-", PDF),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"\xff\xd8\xff", JPEG),
        (b"GIF87a", GIF),
        (b"GIF89a", GIF),
        (b"ID3", MP3),
    )
    found = next((kind for start, kind in starts if head.startswith(start)), None)
    return found or (MP3 if _MP3_SYNC.match(head) else None)


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """The whole file in pieces that overlap by more than a mark's length."""
    file.seek(0)
    tail = b""
    while piece := file.read(_CHUNK):
        yield tail + piece
        tail = piece[-64:]


def _outlook(file: IO[bytes]) -> Kind:
    """An OLE file is an Outlook message, or an old Office document, whose macros cannot be told apart."""
    if any(_MSG_MARK in window for window in _windows(file)):
        return MSG
    raise NotTakenError("macros")


def _office(file: IO[bytes]) -> Kind:
    try:
        with zipfile.ZipFile(file) as archive:
            return _office_kind(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise NotTakenError("damaged") from error


def _office_kind(archive: zipfile.ZipFile) -> Kind:
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED:
        raise NotTakenError("damaged")
    names = {entry.filename for entry in entries}
    if any(_MACRO_PARTS.search(name) for name in names):
        raise NotTakenError("macros")
    if any(is_dangerous(name) for name in names if not name.lower().endswith((".xml", ".bin"))):
        raise NotTakenError("dangerous")
    if _CONTENT_TYPES in names:
        with archive.open(_CONTENT_TYPES) as part:
            types = part.read(1024 * 1024)
        if b"macroenabled" in types.lower():
            raise NotTakenError("macros")
        kind = next((kind for mark, kind in _OFFICE_MAIN.items() if mark in types), None)
    elif "mimetype" in names:
        with archive.open("mimetype") as part:
            said = part.read(200).decode("ascii", "replace").strip()
        kind = next((kind for kind in (ODT, ODS) if kind.content_type == said), None)
    else:
        kind = None
    if kind is None:
        raise NotTakenError("unknown")
    return kind


def _text(file: IO[bytes], head: bytes) -> Kind:
    if not _reads_as_text(file):
        raise NotTakenError("unknown")
    if is_mail := _starts_as_mail(head):
        _check_mail(file)
    elif _ACTIVE_TEXT.search(head) or _is_known_as_something_else(head):
        raise NotTakenError("dangerous")
    return EML if is_mail else TXT


def _reads_as_text(file: IO[bytes]) -> bool:
    """UTF-8, or a Windows code page: no zero byte and no control but tab, line ends and form feed."""
    allowed = bytes({9, 10, 12, 13} | set(range(32, 127)) | set(range(128, 256)))
    file.seek(0)
    seen = False
    while piece := file.read(_CHUNK):
        seen = True
        if piece.translate(None, allowed):
            return False
    return seen


def _starts_as_mail(head: bytes) -> bool:
    lines = head.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].split(b"\n")
    if not _HEADER_LINE.match(lines[0]):
        return False
    names = {match[1].lower() for line in lines if (match := _HEADER_LINE.match(line))}
    return len(names & _MAIL_HEADERS) >= _ENOUGH_HEADERS


def _check_mail(file: IO[bytes]) -> None:
    file.seek(0)
    for part in message_from_binary_file(file, policy=policy.compat32).walk():
        if is_dangerous(str(part.get_filename() or "")):
            raise NotTakenError("dangerous")


def _is_known_as_something_else(head: bytes) -> bool:
    """A second opinion from a larger catalogue of signatures, for what looks like text."""
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return False
    return any(is_dangerous(f"x{guess.extension}") for guess in guesses)


def is_dangerous(name: str) -> bool:
    """Whether a name's last ending is one that a desktop would start or a browser run."""
    return _DANGEROUS.search(name) is not None

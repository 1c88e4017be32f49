"""Bytes of each kind of file, as small as a kind may be, made here."""

import io
import zipfile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 30
GIF = b"GIF89a\x01\x00\x01\x00" + b"\x00" * 20
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42"
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\x00" * 30
MP3_BARE = b"\xff\xfb\x90\x44" + b"\x00" * 400
RTF = b"{\\rtf1\\ansi A note.}"
TXT = "She said: “Dad is cross again.”\n".encode()
EML = b"From: a@school.example\r\nTo: b@hub.example\r\nSubject: A worry\r\n\r\nHello.\r\n"
MSG = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "__substg1.0_0037001F".encode("utf-16-le")
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le")
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def office(main: bytes, **parts: bytes) -> bytes:
    types = (
        b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
        + main
        + b'"/></Types>'
    )
    return zipped(**{"[Content_Types].xml": types}, **parts)


def open_document(content_type: bytes, **parts: bytes) -> bytes:
    return zipped(mimetype=content_type, **{"content.xml": b"<x/>"}, **parts)


DOCX = office(b"wordprocessingml.document.main+xml", **{"word/document.xml": b"<w/>"})
XLSX = office(b"spreadsheetml.sheet.main+xml", **{"xl/printerSettings/printerSettings1.bin": b"x"})
ODT = open_document(b"application/vnd.oasis.opendocument.text")
ODS = open_document(b"application/vnd.oasis.opendocument.spreadsheet")

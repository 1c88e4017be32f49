"""Of a file only its visible words come out, and a file that would fill the machine does not come in."""

import io
import zipfile

import openpyxl
import pytest
from tests.unit.documents.test_render import said

from mash.foundation.documents import reading, render
from mash.foundation.documents.reading import UnreadableError, can_be_read, parted, read

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"""<?xml version="1.0"?><w:document {WORD}
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>
<w:p><w:r><w:t>She came </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>on time.</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>HIDDEN</w:t></w:r><w:r><w:t>Seen.</w:t></w:r></w:p>
<w:p><w:del><w:r><w:delText>DELETED</w:delText></w:r></w:del><w:ins><w:r><w:t>Put in.</w:t></w:r></w:ins></w:p>
<w:p><w:r><w:instrText>FIELD CODE</w:instrText></w:r><w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r></w:p>
<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>
</mc:Choice><mc:Fallback><w:p><w:r><w:t>TWICE</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>
</w:body></w:document>"""


def zipped(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return made.getvalue()


def code_of(data, content_type):
    with pytest.raises(UnreadableError) as error:
        read(data, content_type)
    return error.value.code


def workbook():
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Visits"
    first.append(["Day", "Who", "SECRET COLUMN"])
    first.append([3, "Nurse", "SECRET"])
    first.append(["SECRET ROW", None, None])
    first.append([4.5, "Doctor", "SECRET"])
    first.column_dimensions["C"].hidden = True
    first.row_dimensions[3].hidden = True
    first["A1"].comment = openpyxl.comments.Comment("SECRET COMMENT", "SECRET AUTHOR")
    for title, state in (("SECRET", "hidden"), ("SECRET 2", "veryHidden")):
        sheet = book.create_sheet(title)
        sheet.append(["SECRET"])
        sheet.sheet_state = state
    book.properties.creator = "SECRET CREATOR"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_text():
    assert read("\ufeffone\r\n\r\ntwo – three".encode(), "text/plain; charset=utf-8") == (
        "one",
        "two – three",
    )
    assert read("caf\xe9".encode("cp1252"), "text/plain") == ("café",)


def test_word_without_what_is_hidden_deleted_or_told_twice():
    notes = f"<w:footnotes {WORD}><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnotes>"
    data = zipped(word__document=BODY, word__footnotes=notes, word__comments=BODY, docProps__core="<a/>")
    found = read(data, DOCX)
    assert found == ("She came on time.", "Seen.", "Put in.", "one\ntwo", "In a box", "A note.")


def test_a_workbook_without_what_is_hidden():
    assert read(workbook(), XLSX) == ("Visits", "Day | Who", "3 | Nurse", "4.5 | Doctor")


def test_a_pdf():
    data = render("referral_copy", said("A first thing.\n\nA second thing."), language="en")
    found = "\n".join(read(data, "application/pdf"))
    assert "A first thing." in found
    assert "A second thing." in found


def test_lines_of_a_page_become_paragraphs():
    page = "This is a long line that goes on and on\nand ends here.\nAnother begins here and goes on and on\nto its end"
    assert parted(page).split("\n\n") == [
        "This is a long line that goes on and on\nand ends here.",
        "Another begins here and goes on and on\nto its end",
    ]


def test_what_is_not_read_says_why(monkeypatch):
    assert code_of(b"\x89PNG", "image/png") == "kind"
    assert not can_be_read("image/png")
    assert can_be_read("text/plain; charset=utf-8")
    assert code_of(b"%PDF-1.7 broken", "application/pdf") == "damaged"
    assert code_of(b"PK broken", DOCX) == "damaged"
    assert code_of(zipped(other="<a/>"), DOCX) == "damaged"
    assert code_of(zipped(other="<a/>"), XLSX) == "damaged"
    assert code_of(b" \n ", "text/plain") == "empty"
    assert code_of(zipped(word__document=f"<w:document {WORD}/>"), DOCX) == "empty"
    assert code_of(b"x" * (reading.MAX_CHARS + 1), "text/plain") == "too-large"
    monkeypatch.setattr(reading, "MAX_PAGES", 0)
    assert code_of(render("referral_copy", said("x"), language="en"), "application/pdf") == "too-large"


def test_bombs_are_not_unpacked(monkeypatch):
    laughs = f'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document {WORD}>&b;</w:document>'
    assert code_of(zipped(word__document=laughs), DOCX) == "damaged"
    assert code_of(zipped(xl__workbook='<!DOCTYPE w SYSTEM "file:///etc/passwd"><w/>'), XLSX) == "damaged"
    assert code_of(zipped(word__document=" " * (reading.MAX_UNPACKED + 1)), DOCX) == "too-large"
    monkeypatch.setattr(reading, "MAX_CELLS", 5)
    assert code_of(workbook(), XLSX) == "too-large"


def test_a_part_that_is_longer_than_it_says_is_not_read():
    data = bytearray(zipped(word__document=BODY))
    size = len(BODY.encode())
    short = (size - 100).to_bytes(4, "little")
    honest = size.to_bytes(4, "little")
    assert honest in data
    assert code_of(bytes(data).replace(honest, short), DOCX) == "damaged"

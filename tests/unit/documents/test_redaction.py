"""What is withheld is in no byte of what goes out, and its coded reason stands in its place."""

import io
import subprocess
from datetime import UTC, datetime

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.documents.test_render import package, text_of

from mash.foundation.documents import Template, render
from mash.foundation.documents.redaction import (
    Paragraph,
    Passage,
    burned,
    paragraphs,
    sections_data,
    withheld_data,
)

REASONS = {"third-party": "About somebody else", "protected": "An address that is protected"}
SCHOOL = Passage(
    "item:1",
    "Attendance",
    "Hazel Primary School, 3 November 2026",
    "She came on time.\n\nQuillfeather of 9 Zanzibar Wharf collects her.\n \nHer sister\nwaits outside.",
)
POLICE = Passage(
    "item:2", "Incidents", "Police, 4 November 2026", "Xylobrand called twice.\r\n\r\nNo offence."
)
SECRET = ("Quillfeather", "Zanzibar", "Wharf", "Xylobrand", "collects", "twice")
TAKEN_OUT = {("item:1", 1): "protected", ("item:2", 0): "third-party"}


def burned_pdf(language="en", redactions=None, **changes):
    made = burned([SCHOOL, POLICE], TAKEN_OUT if redactions is None else redactions, REASONS)
    data = package(**{"sections": sections_data(made), "withheld": withheld_data(made)} | changes)
    return render(Template.PACKAGE, data, language=language, at=datetime(2026, 11, 22, tzinfo=UTC))


def every_stream(pdf):
    """All that is in the file: its raw bytes, each object's text and each stream unpacked."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    found = [pdf]
    for number in range(1, reader.trailer["/Size"]):
        one = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        if one is not None:
            found.append(repr(one).encode())
        if isinstance(one, pypdf.generic.StreamObject):
            found.append(one.get_data())
    return b"\n".join(found)


def printed(pdf, tmp_path):
    path = tmp_path / "package.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("language", ["en", "cy"])
def test_not_one_withheld_word_is_in_the_file(language, tmp_path):
    pdf = burned_pdf(language)
    everything, seen, read = (
        every_stream(pdf),
        printed(pdf, tmp_path),
        text_of(pypdf.PdfReader(io.BytesIO(pdf))),
    )
    metadata = str(pypdf.PdfReader(io.BytesIO(pdf)).metadata)
    for word in SECRET:
        assert word.encode() not in everything
        assert word.encode("utf-16-be") not in everything
        assert word not in seen
        assert word not in read
        assert word not in metadata
    for kept in ("She came on time.", "Her sister waits outside.", "No offence.", *REASONS.values()):
        assert kept in read


def test_the_same_words_are_found_where_they_were_not_withheld(tmp_path):
    pdf = burned_pdf(redactions={})
    assert all(word in printed(pdf, tmp_path) for word in SECRET)


def test_two_different_secrets_of_one_reason_give_the_same_bytes():
    other = Passage(SCHOOL.ref, SCHOOL.heading, SCHOOL.source, SCHOOL.text.replace("Quillfeather", "Q" * 400))
    made = burned([other, POLICE], TAKEN_OUT, REASONS)
    data = package(sections=sections_data(made), withheld=withheld_data(made))
    again = render(Template.PACKAGE, data, language="en", at=datetime(2026, 11, 22, tzinfo=UTC))
    assert again == burned_pdf()


def test_the_list_of_what_was_withheld_may_be_left_out():
    with_list = text_of(pypdf.PdfReader(io.BytesIO(burned_pdf())))
    assert "What was withheld" in with_list
    assert "About somebody else: 1" in with_list
    without = text_of(pypdf.PdfReader(io.BytesIO(burned_pdf(withheld=[]))))
    assert "What was withheld" not in without
    assert "Withheld: About somebody else" in without


def test_a_cover_says_for_whom_on_what_and_how_to_come_back():
    text = text_of(pypdf.PdfReader(io.BytesIO(burned_pdf())))
    for part in (
        package()["gateway"] + package()["handling"] + [package()["recipient"], package()["come_back"]]
    ):
        assert part in text


def test_paragraphs_are_parted_by_blank_lines():
    assert paragraphs(" a\nb \r\n\r\n\r\n c\n\t\nd\n\n") == ("a\nb", "c", "d")
    assert paragraphs(" \n\n ") == ()


def test_counts_say_what_stays():
    made = burned([SCHOOL, POLICE], TAKEN_OUT | {("item:1", 2): "third-party"}, REASONS)
    assert made.kept == 2
    assert made.withheld == (("About somebody else", 2), ("An address that is protected", 1))


@pytest.mark.parametrize(
    "redactions",
    [
        {("item:3", 0): "protected"},
        {("item:1", 3): "protected"},
        {("item:1", -1): "protected"},
        {("item:1", 0): "because"},
    ],
)
def test_a_redaction_that_would_miss_stops_the_document(redactions):
    with pytest.raises(ValueError):
        burned([SCHOOL, POLICE], redactions, REASONS)
    with pytest.raises(ValueError):
        burned([SCHOOL, SCHOOL], {}, REASONS)


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(st.text(alphabet="ab \n.", min_size=1, max_size=60), min_size=1, max_size=4),
    data=st.data(),
)
def test_each_paragraph_stays_or_is_its_reason(texts, data):
    passages = [Passage(str(number), "h", "s", text) for number, text in enumerate(texts)]
    places = [(one.ref, number) for one in passages for number in range(len(paragraphs(one.text)))]
    taken = data.draw(st.sets(st.sampled_from(places)) if places else st.just(set()))
    made = burned(passages, dict.fromkeys(taken, "third-party"), REASONS)
    for one, section in zip(passages, made.sections, strict=True):
        for number, (text, shown) in enumerate(zip(paragraphs(one.text), section.paragraphs, strict=True)):
            away = (one.ref, number) in taken
            assert shown == Paragraph(REASONS["third-party"] if away else text, withheld=away)

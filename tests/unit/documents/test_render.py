"""Documents are tagged, titled and in a language, and a person's text arrives in them as it was typed."""

import io
import re
from datetime import UTC, datetime

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.foundation.documents import DocumentError, Template, render
from mash.foundation.documents.words import WORDS
from mash.foundation.kernel.time import LONDON

MARKUP = r'#set text(red) $x^2$ *bold* _it_ @ref [box] \\ \n `raw` <label> "quoted" // note /* note */ = no heading'


def referral(**changes):
    facts = {
        "service": "Hazelshire safeguarding hub",
        "title": "Your referral",
        "reference": "7K2QM-9XPRT",
        "received_at": "22 November 2026 at 10:04",
        "sections": [{"heading": "The worry", "rows": [{"label": "What worries you", "value": "A bruise."}]}],
        "next_steps": ["A screener reads it today."],
        "phone": "01632 960 100",
    }
    return facts | changes


def outcome(**changes):
    facts = {
        "service": "Hazelshire safeguarding hub",
        "title": "What became of your referral",
        "reference": "7K2QM-9XPRT",
        "received_at": "22 November 2026 at 10:04",
        "decided_at": "23 November 2026 at 15:30",
        "outcome": "Early help will work with the family.",
        "reason": "The need is at level 2.",
        "next_steps": ["A worker calls the school."],
        "disagree": "Call us and ask for the manager.",
        "phone": "01632 960 100",
    }
    return facts | changes


def package(**changes):
    facts = {
        "service": "Hazelshire safeguarding hub",
        "title": "Information that we share with you",
        "reference": "7K2QM-9XPRT",
        "recipient": "Hazel Primary School",
        "made_at": "23 November 2026 at 15:30",
        "gateway": ["Children Act 1989, section 47", "Agreement HAZ-1, version 2, clause 4"],
        "handling": ["Keep it apart from the pupil’s file.", "Ask us before anyone else sees it."],
        "come_back": "Tell us at once if something in it is wrong.",
        "sections": [
            {
                "heading": "Attendance",
                "source": "The school, 3 November 2026",
                "paragraphs": [
                    {"text": "She came on time.", "withheld": False},
                    {"text": "About somebody else", "withheld": True},
                ],
            }
        ],
        "withheld": [{"reason": "About somebody else", "count": 1}],
        "phone": "01632 960 100",
    }
    return facts | changes


def certificate(**changes):
    facts = {
        "service": "Hazelshire safeguarding hub",
        "title": "Certificate of disposal",
        "reference": "7K2QM-9XPRT",
        "received_at": "22 November 2050 at 10:04",
        "facts": [{"label": "Case", "value": "9XPRT-7K2QM"}],
        "rows": [{"what": "Contacts", "count": "1"}, {"what": "Items of information", "count": "3"}],
        "note": "What was said is erased.",
        "next_steps": [],
        "phone": "01632 960 100",
    }
    return facts | changes


def minutes():
    return {
        "service": "Hazelshire safeguarding hub",
        "title": "Strategy discussion",
        "reference": "7K2QM-9XPRT",
        "phone": "01632 960 100",
        "facts": [{"label": "Chair", "value": "Imogen Table"}],
        "sections": [{"heading": "What is known", "paragraphs": ["Three calls.\n\nA bruise."]}],
    }


def wall_sheet(**changes):
    facts = {
        "service": "Hazelshire safeguarding hub",
        "title": "How to reach whom",
        "reference": "7K2QM-9XPRT",
        "phone": "01632 960 100",
        "note": "In danger now: 999. The hub: 01632 960 100.",
        "head": ["Post", "How", "When", "For what", "Note", "Checked"],
        "sections": [
            {
                "heading": "Health",
                "switchboard": "01632 960 310",
                "rows": [["Nurse", "#1", "$2", "@3", "-", "Today"]],
            },
            {"heading": "Police", "switchboard": "", "rows": []},
        ],
    }
    return facts | changes


DATA = {
    Template.REFERRAL_COPY: referral,
    Template.DECISION_OUTCOME: outcome,
    Template.PACKAGE: package,
    Template.DISPOSAL_CERTIFICATE: certificate,
    Template.MINUTES: minutes,
    Template.WALL_SHEET: wall_sheet,
}


def said(text, **changes):
    row = {"label": "What worries you", "value": text}
    return referral(sections=[{"heading": "The worry", "rows": [row]}], **changes)


def opened(data, template=Template.REFERRAL_COPY, language="en"):
    return pypdf.PdfReader(io.BytesIO(render(template, data, language=language)))


def text_of(reader):
    """The words of all pages, with spaces and line ends as one space: lines break where the page does."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def structure_of(reader):
    """The names of the structure elements, in reading order."""
    names = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                names.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return names


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize(("language", "tag"), [("en-gb", "en-GB"), ("cy", "cy")])
class TestEveryDocument:
    def test_is_a_tagged_pdf_ua(self, template, language, tag):
        root = opened(DATA[template](), template, language).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"].value is True
        assert root["/StructTreeRoot"]["/K"]
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()

    def test_says_its_language_title_and_author(self, template, language, tag):
        reader = opened(DATA[template](), template, language)
        assert reader.trailer["/Root"]["/Lang"].lower() == tag.lower()
        assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata.title == DATA[template]()["title"]
        assert reader.metadata.author == "Hazelshire safeguarding hub"

    def test_has_one_first_heading_and_no_gap_in_their_levels(self, template, language, tag):
        headings = [
            name for name in structure_of(opened(DATA[template](), template, language)) if name[:2] == "/H"
        ]
        assert headings[0] == "/H1"
        assert set(headings[1:]) == {"/H2"}

    def test_says_the_reference_the_number_and_999(self, template, language, tag):
        text = text_of(opened(DATA[template](), template, language))
        assert "7K2QM-9XPRT" in text
        if template is not Template.DISPOSAL_CERTIFICATE:  # which goes to nobody who might need help
            dated = {Template.PACKAGE: "made", Template.MINUTES: "reference"}.get(template, "received")
            moment = [] if template is Template.WALL_SHEET else [WORDS[language[:2]][dated]]
            for wanted in ("01632 960 100", "999", *moment):
                assert wanted in text


def test_a_referral_copy_says_what_was_given():
    text = text_of(opened(referral()))
    for wanted in (
        "Your referral",
        "The worry",
        "What worries you",
        "A bruise.",
        "A screener reads it today.",
    ):
        assert wanted in text


def test_an_outcome_says_what_was_decided_and_leaves_out_what_is_empty():
    full = text_of(opened(outcome(), Template.DECISION_OUTCOME))
    assert "Early help will work with the family. Why The need is at level 2." in full
    assert "If you disagree Call us" in full
    spare = text_of(opened(outcome(reason="", disagree="", next_steps=[]), Template.DECISION_OUTCOME))
    assert "Why" not in spare
    assert "disagree" not in spare


def test_an_unanswered_question_says_so():
    assert "Not given" in text_of(opened(said("  ")))


@pytest.mark.parametrize("field", ["title", "service", "received_at", "phone"])
def test_markup_in_any_field_is_text(field):
    assert MARKUP in text_of(opened(referral(**{field: MARKUP})))


def test_markup_in_what_people_say_is_text():
    rows = [{"label": "label " + MARKUP, "value": "value " + MARKUP}]
    sections = [{"heading": "heading " + MARKUP, "rows": rows}]
    text = text_of(opened(referral(sections=sections, next_steps=["step " + MARKUP])))
    for place in ("label", "value", "heading", "step"):
        assert f"{place} {MARKUP}" in text


def test_paragraphs_and_lines_stay_apart():
    pages = opened(said("one\ntwo\r\n\r\nthree")).pages
    lines = [line.strip() for line in pages[0].extract_text().splitlines()]
    assert {"one", "two", "three"} <= set(lines)


def test_a_long_text_goes_over_pages_whole():
    words = [f"word{number}" for number in range(6000)]
    text = " ".join(words)
    assert len(text) > 50_000
    reader = opened(said(text))
    assert len(reader.pages) > 5
    assert re.findall(r"word\d+", text_of(reader)) == words


def test_a_word_without_spaces_does_not_fail():
    assert opened(said("x" * 5000)).pages


@pytest.mark.parametrize(
    "text", ["Llŷr, Siân a’r gŵr", "Zażółć gęślą jaźń", "Ελλάδα", "Київ", "“quoted” – 20 €"]
)
def test_european_letters_arrive(text):
    assert text in text_of(opened(said(text)))


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا بالعالم", "abc \u202eevil\u202c", "नमस्ते"])
def test_other_scripts_do_not_fail(text):
    assert "What worries you" in text_of(opened(said(text)))


def test_a_character_without_a_glyph_is_written_by_name():
    assert "hit me [pensive face] again" in text_of(opened(said("hit me 😔 again")))
    assert "[cjk unified ideograph-674e]" in text_of(opened(said("李")))
    assert "[family" not in text_of(opened(said("plain")))


def test_joined_and_coloured_emoji_do_not_fail():
    assert "[woman]" in text_of(opened(said("👩\u200d👧\u200d👦 👍🏽 ❤️ 🇬🇧")))


def test_controls_and_half_characters_are_left_out():
    assert "before after" in text_of(opened(said("be\x00fo\x07re \ud800after")))


def test_the_same_data_make_the_same_bytes():
    at = datetime(2026, 11, 22, 10, 4, tzinfo=UTC)
    first, second = (render("referral_copy", referral(), language="en", at=at) for _ in range(2))
    assert first == second


def test_the_file_s_metadata_have_the_time_that_was_given():
    at = datetime(2026, 11, 22, 10, 4, tzinfo=UTC)
    made = render("referral_copy", referral(), language="en", at=at.replace(microsecond=5))
    assert pypdf.PdfReader(io.BytesIO(made)).metadata.creation_date == at


def test_data_of_another_shape_are_refused():
    data = referral()
    del data["sections"]
    with pytest.raises(DocumentError):
        render("referral_copy", data, language="en")


@pytest.mark.parametrize(("template", "language"), [("../../etc/passwd", "en"), ("referral_copy", "fr")])
def test_an_unknown_template_or_language_is_refused(template, language):
    with pytest.raises(ValueError):
        render(template, referral(), language=language)


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_at_all_fails(text):
    assert render("referral_copy", said(text), language="en").startswith(b"%PDF-")


def test_a_time_of_london_is_the_same_moment():
    moment = datetime(2026, 6, 12, 16, tzinfo=LONDON)
    made = {
        render(Template.WALL_SHEET, wall_sheet(), language="en", at=at)
        for at in (moment, moment.astimezone(UTC))
    }
    assert len(made) == 1

"""Names are made fit to show; downloads are downloads; a file in quarantine stays there."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.foundation.files import rules
from mash.foundation.kernel import Refused


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("letter.pdf", "letter.pdf"),
        ("C:\\Users\\amy\\letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b.pdf", "ab.pdf"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("  two   words .pdf ", "two words .pdf"),
        ("gŵyl 📷.jpg", "gŵyl 📷.jpg"),
        ("...", "file"),
        ("", "file"),
        ("x.pdf.", "x.pdf"),
    ],
)
def test_a_name_is_made_fit_to_show(given_name, shown):
    assert rules.shown_name(given_name) == shown


def test_a_long_name_keeps_its_ending():
    name = rules.shown_name("x" * 5000 + ".docx")
    assert len(name) == 255
    assert name.endswith("x.docx")


@given(st.text(max_size=400))
def test_any_name_becomes_a_name(given_name):
    name = rules.shown_name(given_name)
    assert 0 < len(name) <= 255
    assert "/" not in name
    assert "\\" not in name
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs"} for char in name)
    assert rules.shown_name(name) == name


@given(st.text(max_size=100))
def test_any_name_makes_a_header_of_one_line_and_no_loose_quote(given_name):
    name = rules.shown_name(given_name)
    value = rules.download_headers(name=name, content_type="text/plain", size=1)["Content-Disposition"]
    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') == 2
    assert value.startswith("attachment; ")


def test_a_download_is_never_shown_inline():
    headers = rules.download_headers(name="gŵyl, 1.pdf", content_type="application/pdf", size=7)
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"g_yl, 1.pdf\"; filename*=UTF-8''g%C5%B5yl%2C%201.pdf"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Length"] == "7"


@pytest.mark.parametrize("name", ["a.exe", "a.pdf.js", "A.HTML", "a.svg", "a.docm", "a.lnk", "a.vbs"])
def test_names_that_a_desktop_would_start_are_refused(name):
    assert not rules.has_plain_name(name)


@pytest.mark.parametrize("name", ["a.pdf", "html", "St. John.docx", "from a@b.com.txt", "exe.jpg"])
def test_other_names_are_not(name):
    assert rules.has_plain_name(name)


def test_the_limit_is_said_in_megabytes():
    assert "20 MB" in rules.too_large(20_000_000).sentence
    assert "1.5 MB" in rules.too_large(1_500_000).sentence


@pytest.mark.parametrize("accepts", [True, False])
@pytest.mark.parametrize("state", [rules.QUARANTINED, rules.INFECTED, rules.PURGED])
def test_nothing_in_quarantine_infected_or_purged_is_handed_out(state, accepts):
    verdict = rules.may_download(state, accepts_unscanned=accepts)
    assert isinstance(verdict, Refused)
    assert verdict.code == f"files:{state}"


def test_clean_files_are_handed_out_and_unscanned_ones_after_a_warning():
    assert rules.may_download(rules.CLEAN, accepts_unscanned=False)
    assert not rules.may_download(rules.UNSCANNED, accepts_unscanned=False)
    assert rules.may_download(rules.UNSCANNED, accepts_unscanned=True)

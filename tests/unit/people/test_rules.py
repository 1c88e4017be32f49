from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mash.registers.people.rules import as_date, fold, fold_place, in_words, name


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("O'Brien-Núñez", "obriennunez"),
        ("  de la  Cruz ", "delacruz"),
        ("ŁUKASZ", "łukasz"),
        ("Straße", "strasse"),
        ("محمد", "محمد"),
        ("", ""),
    ],
)
def test_names_fold_to_what_search_compares(written, folded):
    assert fold(written) == folded


@given(st.text())
@example("\N{MATHEMATICAL BOLD ITALIC CAPITAL A}")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "said", [{"day": 31, "month": 2, "year": 2015}, {"month": 2, "year": 2015}, {}, None]
)
def test_an_impossible_or_partial_date_is_no_date_but_keeps_its_words(said):
    assert as_date(said) is None


def test_dates_in_words_keep_what_was_said():
    assert in_words({"day": 31, "month": 2, "year": 2015}) == "31 February 2015"
    assert in_words({"month": 6, "year": 2015}) == "June 2015"
    assert in_words({"month": 13, "year": 2015}) == "month 13 2015"
    assert in_words(None) == ""


@given(st.dates())
def test_a_whole_date_is_itself(day):
    assert as_date({"day": day.day, "month": day.month, "year": day.year}) == day


def test_a_place_is_its_postcode_and_first_number():
    assert fold_place("ZZ1 4AB", "4 Tannery Row") == fold_place("zz14ab", "4, Tannery Row, Ostermarch")
    assert fold_place("ZZ1 4AB", "4 Tannery Row") != fold_place("ZZ1 4AB", "14 Tannery Row")
    assert fold_place("", "4 Tannery Row") == ""


def test_somebody_without_a_name_is_still_somebody():
    assert name({"given_name": "Rosa", "family_name": "Bellweather"}) == "Rosa Bellweather"
    assert name({"expected": {"month": 3, "year": 2027}}) == "Unborn child"
    assert name({}) == "Name not known"
    assert as_date({"day": 1, "month": 1, "year": 99999}) is None
    assert date(2015, 6, 1) == as_date({"day": 1, "month": 6, "year": 2015})

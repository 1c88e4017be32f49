"""Anything may stand in an agency's file: it is read or left out, never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.registers.people.matching import text

anything = st.text(max_size=60)


@given(anything)
def test_any_text_is_read_as_a_name_and_reading_it_again_changes_nothing(written):
    found = text.name(written)
    assert found.whole == "" or found.whole.isascii()
    assert text.name(found.whole).whole == found.whole


@given(anything)
def test_any_text_is_read_as_every_other_field(written):
    born = text.day(written)
    assert 0 <= born.month <= 31
    assert 0 <= born.day <= 31
    assert text.sex(written) in (0, 1, 2)
    assert 0 <= text.digits(written) < 10**18
    text.split_name(written)
    text.sound(text.name(written).whole)
    assert text.name(written).whole in text.variants(text.name(written).whole)


@given(anything)
def test_postcodes_and_words_read_twice_are_as_read_once(written):
    assert text.postcode(text.postcode(written)) == text.postcode(written)
    assert text.word(text.word(written)) == text.word(written)
    assert text.outward(text.postcode(written)) in text.postcode(written)


@given(anything, anything)
def test_an_address_read_again_is_the_same_numbers(number, address):
    found = text.dwelling(number, address)
    assert text.dwelling("", found.number).number == found.number


@given(st.dates())
def test_a_date_reads_alike_in_each_way_of_writing_it(date):
    wanted = text.Day(date.year, date.month, date.day)
    assert text.day(date.isoformat()) == wanted
    assert text.day(f"{date.day:02}/{date.month:02}/{date.year:04}") == wanted


@pytest.mark.parametrize("written", ["1989-02-31", "31/02/1989"])
def test_a_day_that_never_was_is_kept_as_said(written):
    assert text.day(written) == text.Day(1989, 2, 31)


@pytest.mark.parametrize("written", ["Unknown", "BABY", "not known", "N/K", "-", "xxx"])
def test_what_names_nobody_is_no_name(written):
    assert text.name(written) == text.Name("")

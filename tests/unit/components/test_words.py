"""Dates, clocks and people's words, as pages say them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from mash.interfaces.web.components import words


def test_a_day_is_said_in_full_and_in_welsh_when_the_page_is():
    assert words.uk_date(date(2026, 6, 1)) == "1 June 2026"
    with translation.override("cy"):
        assert words.uk_date(date(2026, 6, 1)) == "1 Mehefin 2026"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 6, 1, 15, 5, tzinfo=UTC), "1 June 2026, 4:05pm"),
        (datetime(2026, 6, 1, 23, 30, tzinfo=UTC), "2 June 2026, 12:30am"),
        (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "1 December 2026, 12:00pm"),
    ],
)
def test_moments_are_said_in_london(moment, said):
    assert words.uk_datetime(moment) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (120, "2 working hours left"),
        (150, "2 working hours 30 minutes left"),
        (1, "1 working minute left"),
        (605, "10 working hours left"),
        (0, "due now"),
        (-30, "overdue by 30 working minutes"),
        (None, "no time limit"),
    ],
)
def test_clocks_are_said_in_words(minutes, said):
    assert words.relative_due(minutes) == said


def test_a_number_agrees_with_its_noun():
    assert words.plural(1, "case", "cases") == "1 case"
    assert words.plural(1204, "case", "cases") == "1,204 cases"


def test_peoples_words_are_escaped_and_keep_emoji_and_direction():
    assert words.bdi("<b>שלום</b> 😀") == '<bdi dir="auto">&lt;b&gt;שלום&lt;/b&gt; 😀</bdi>'
    assert words.prose("one\r\n\r\n<i>two</i>").count("<p ") == 2
    assert "<i>" not in words.prose("<i>two</i>")

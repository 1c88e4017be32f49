"""What a telephone switch writes down is read as it is, and what cannot be read is said by its line."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.casework.calls.rules import Hour, Offered, by_hour
from mash.foundation.adapters.telephony import read

HEAD = "Call ID,queue,agent,offered,answered,ended"


def test_calls_are_read_with_their_offset_or_as_of_london():
    records = read(
        [
            HEAD,
            "7,front,x,2026-07-01T09:00:00,2026-07-01T09:00:40,2026-07-01T09:05:00",
            "8,front,x,2026-07-01T09:00:00+00:00,,2026-07-01T09:02:00+00:00",
            "",
        ]
    )
    assert records.problems == []
    first, second = records.found
    assert (first.offered_at.utcoffset(), second.offered_at.utcoffset()) == (timedelta(hours=1), timedelta(0))
    assert (first.answered_at - first.offered_at, second.answered_at) == (timedelta(seconds=40), None)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("7,,x,2026-07-01T09:00,,2026-07-01T09:01", "no queue"),
        ("7,front,x,yesterday,,2026-07-01T09:01", "not written as"),
        ("7,front,x,2026-07-01T09:00,,2026-07-01T08:59", "not in order"),
        ("7,front,x,2026-07-01T09:00,2026-07-01T09:02,2026-07-01T09:01", "not in order"),
        ("7,front", "not written as"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_kept(line, why):
    good = "9,front,x,2026-07-01T09:00,,2026-07-01T09:01"
    records = read([HEAD, line, good])
    assert [one.number for one in records.found] == ["9"]
    assert [(number, why in words) for number, words in records.problems] == [(2, True)]


def test_a_file_without_its_columns_is_refused_as_a_whole():
    with pytest.raises(ValueError, match="queue, offered, answered, ended"):
        read(["call id,who", "1,2"])
    with pytest.raises(ValueError, match="call id"):
        read([])


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_lines_are_read(lines):
    assert read([HEAD, *(line.replace("\x00", "").replace('"', "") for line in lines)]) is not None


def test_waits_are_of_those_who_were_answered():
    calls = [Offered(9, True, 10), Offered(9, True, 31), Offered(9, False, 300), Offered(14, False, 5)]
    assert by_hour(calls) == [Hour(9, 3, 2, 20, 31), Hour(14, 1, 0, None, None)]
    assert [one.abandoned for one in by_hour(calls)] == [1, 1]
    assert by_hour([]) == []

"""A month, the days that do not count, and the days on which nothing is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash.oversight.rights.clock import (
    Due,
    Pause,
    add_months,
    due,
    is_working_day,
    on_or_after,
    opinion_holds,
    working_days_after,
)

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (date(2026, 6, 9), date(2026, 7, 9)),
        (date(2027, 1, 31), date(2027, 3, 1)),  # February has no 31st: the 28th, a Sunday, and so Monday
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, Boxing Day in lieu, and a week-end
        (date(2026, 3, 3), date(2026, 4, 7)),  # Good Friday to Easter Monday
    ],
)
def test_a_month_ends_on_the_corresponding_day_or_the_next_working_one(received, expected):
    assert due(received).on == expected


def test_until_it_is_settled_who_asks_the_month_has_not_begun():
    asked = due(date(2026, 6, 9), identity_asked=date(2026, 6, 10))
    assert asked == Due(None, why="identity")
    settled = due(date(2026, 6, 9), identity_asked=date(2026, 6, 10), identity_given=date(2026, 6, 24))
    assert settled.on == date(2026, 7, 24)


def test_days_of_clarification_do_not_count_and_no_day_counts_twice():
    received = date(2026, 6, 9)
    assert due(received, pauses=[Pause(date(2026, 6, 15))]).why == "clarification"
    one = [Pause(date(2026, 6, 15), date(2026, 6, 19))]
    assert due(received, pauses=one).on == date(2026, 7, 14)
    both = [*one, Pause(date(2026, 6, 18), date(2026, 6, 20))]
    assert due(received, pauses=both).on == date(2026, 7, 15)
    # What was asked while the month had not begun takes nothing from it.
    early = due(
        received,
        identity_asked=received,
        identity_given=date(2026, 6, 30),
        pauses=[Pause(date(2026, 6, 10), date(2026, 6, 12))],
    )
    assert early.on == date(2026, 7, 30)


def test_an_extension_adds_two_months_and_is_told_in_the_first():
    plain = due(date(2026, 6, 9), extended=True)
    assert plain == Due(date(2026, 9, 9), notice_by=date(2026, 7, 9))


@given(DAYS, st.integers(0, 40))
def test_a_month_later_is_never_less_than_28_days_nor_more_than_31(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
    assert 28 * months <= (later - day).days <= 31 * months


@given(DAYS, st.booleans())
def test_nothing_is_due_on_a_closed_day_and_never_before_the_month_is_over(day, extended):
    found = due(day, extended=extended)
    assert found.on is not None
    assert is_working_day(found.on)
    assert found.on >= add_months(day, 3 if extended else 1)
    assert found.on - add_months(day, 3 if extended else 1) <= timedelta(days=6)


@given(DAYS, DAYS)
def test_what_comes_later_is_never_due_earlier(one, other):
    first, second = sorted((one, other))
    assert due(first).on <= due(second).on


@given(DAYS, st.lists(st.tuples(st.integers(0, 25), st.integers(0, 20)), max_size=4))
def test_pauses_give_back_each_day_that_they_took_and_no_more(day, lengths):
    pauses = [
        Pause(day + timedelta(days=start), day + timedelta(days=start + length)) for start, length in lengths
    ]
    idle = {one.since + timedelta(days=n) for one in pauses for n in range((one.until - one.since).days + 1)}
    assert due(day, pauses=pauses).on == on_or_after(add_months(day, 1) + timedelta(days=len(idle)))
    assert due(day, pauses=reversed(pauses)) == due(day, pauses=pauses)


@given(DAYS, DAYS, st.lists(st.tuples(DAYS, st.integers(0, 20)), max_size=3))
def test_settling_who_asks_later_never_shortens_the_time(received, settled, waits):
    pauses = [Pause(since, since + timedelta(days=length)) for since, length in waits]
    late = due(received, identity_asked=received, identity_given=settled, pauses=pauses)
    assert late.on >= due(max(received, settled)).on


@given(DAYS, st.integers(1, 30))
def test_working_days_are_counted_on_working_days_alone(day, count):
    last = working_days_after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(map(is_working_day, between)) == count
    assert is_working_day(last)


def test_an_opinion_counts_for_six_months():
    assert opinion_holds(date(2026, 1, 31), date(2026, 7, 31))
    assert not opinion_holds(date(2026, 1, 31), date(2026, 8, 1))
    assert not opinion_holds(date(2026, 6, 2), date(2026, 6, 1))

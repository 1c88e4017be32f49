"""What holds for every calendar and every instant."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from mash.registers.clocks.rules import (
    ALWAYS,
    Calendar,
    DayRule,
    Exceptional,
    Kind,
    Nation,
    Timescale,
    Unit,
    Weekly,
    due,
    is_open,
    next_opening,
    with_day,
    with_hours,
    with_usual_day,
    working_between,
    working_days_between,
)

MIDNIGHT = time(0)
zones = st.sampled_from(["UTC", "Europe/London", "Pacific/Auckland", "America/New_York", "Asia/Kathmandu"])
START = datetime(2026, 12, 1, tzinfo=UTC)
instants = st.timedeltas(timedelta(), timedelta(days=486)).map(lambda after: START + after)
half_hours = st.integers(0, 48)


@st.composite
def hours(draw):
    opens, closes = sorted(draw(st.lists(half_hours, min_size=2, max_size=2, unique=True)))
    return time(opens // 2, opens % 2 * 30), MIDNIGHT if closes == 48 else time(closes // 2, closes % 2 * 30)


@st.composite
def exceptional(draw):
    day = draw(st.dates(date(2026, 12, 1), date(2028, 4, 1)))
    kind = draw(st.sampled_from(Kind))
    times = draw(hours()) if kind is Kind.OPEN or draw(st.booleans()) else (None, None)
    return Exceptional(day, kind, *times)


@st.composite
def calendars(draw):
    """Desks that open at least on Tuesdays, with whatever else comes: overlaps, nights, odd days."""
    rows = draw(st.lists(st.tuples(st.integers(0, 6), hours()), max_size=8))
    weekly = [Weekly(day, *times) for day, times in rows]
    return Calendar(
        key="any",
        weekly=(Weekly(1, time(9), time(17)), *weekly),
        nation=draw(st.none() | st.sampled_from(Nation)),
        exceptional=tuple(draw(st.lists(exceptional(), max_size=4))),
    )


minutes = st.integers(0, 6000)
timescales = st.builds(Timescale, st.integers(0, 20), st.sampled_from(Unit), st.sampled_from(DayRule))


@given(calendars(), instants, instants, instants)
def test_working_time_is_additive_and_signed(calendar, a, b, c):
    assert working_between(calendar, a, b) + working_between(calendar, b, c) == working_between(
        calendar, a, c
    )
    assert working_between(calendar, a, b) == -working_between(calendar, b, a)


@given(calendars(), instants, instants, instants)
def test_working_days_are_additive_and_signed(calendar, a, b, c):
    assert working_days_between(calendar, a, b) + working_days_between(
        calendar, b, c
    ) == working_days_between(calendar, a, c)
    assert working_days_between(calendar, a, b) == -working_days_between(calendar, b, a)


@given(calendars(), instants, instants)
def test_working_time_is_never_more_than_elapsed_time(calendar, a, b):
    assert abs(working_between(calendar, a, b)) <= abs(b - a)
    assert working_between(ALWAYS, a, b) == b - a


@given(calendars(), instants, minutes)
def test_due_is_the_inverse_of_working_time(calendar, start, amount):
    end = due(calendar, start, Timescale(amount, Unit.WORKING_MINUTES))
    assert working_between(calendar, start, end) == timedelta(minutes=amount)
    if amount:
        assert working_between(calendar, start, end - timedelta(microseconds=1)) < timedelta(minutes=amount)


@given(calendars(), instants, st.integers(0, 10))
def test_full_days_are_the_inverse_of_working_days(calendar, start, amount):
    end = due(calendar, start, Timescale(amount, Unit.WORKING_DAYS, DayRule.FULL_DAYS))
    assert working_days_between(calendar, start, end) >= amount
    if amount:
        assert working_days_between(calendar, start, end - timedelta(microseconds=1)) < amount


@given(calendars(), instants, instants, timescales)
def test_a_later_start_is_never_due_sooner(calendar, a, b, timescale):
    # The hour on the wall is kept by full calendar days, and one hour of October is on the wall twice.
    assume((timescale.unit, timescale.day_rule) != (Unit.CALENDAR_DAYS, DayRule.FULL_DAYS))
    first, second = sorted([a, b])
    assert due(calendar, first, timescale) <= due(calendar, second, timescale)


@given(calendars(), instants, timescales, st.integers(0, 20))
def test_a_longer_timescale_is_never_due_sooner(calendar, start, timescale, more):
    longer = replace(timescale, amount=timescale.amount + more)
    assert due(calendar, start, timescale) <= due(calendar, start, longer)


@given(calendars(), instants, st.tuples(zones, zones), timescales)
def test_the_zone_that_stored_an_instant_makes_no_difference(calendar, start, stores, timescale):
    here, there = (start.astimezone(ZoneInfo(zone)) for zone in stores)
    assert due(calendar, here, timescale) == due(calendar, there, timescale)
    assert working_between(calendar, here, due(calendar, there, timescale)) >= timedelta()
    assert is_open(calendar, here) == is_open(calendar, there)


@given(calendars(), instants)
def test_the_next_opening_is_open_and_nothing_opens_before_it(calendar, at):
    opening = next_opening(calendar, at)
    assert is_open(calendar, opening)
    assert working_between(calendar, at, opening) == timedelta()


@given(calendars(), instants, st.integers(1, 10))
def test_by_close_ends_when_the_desk_shuts(calendar, start, amount):
    end = due(calendar, start, Timescale(amount, Unit.WORKING_DAYS))
    day = calendar.local_date(end - timedelta(microseconds=1))
    assert calendar.spans(day)[-1][1] == end
    assert day > calendar.local_date(start)


@given(calendars(), exceptional())
def test_a_day_that_differs_moves_that_day_alone(calendar, differs):
    then = with_day(calendar, differs)
    for away in (-1, 1):
        other = differs.day + timedelta(days=away)
        assert then.spans(other) == calendar.spans(other)
    assert with_usual_day(then, differs.day).spans(differs.day) == with_usual_day(
        calendar, differs.day
    ).spans(differs.day)


@given(calendars(), calendars(), st.dates(date(2026, 12, 1), date(2028, 4, 1)), st.integers(-40, 40))
def test_hours_from_a_day_on_leave_the_days_before_as_they_were(calendar, other, first, away):
    weekly = [replace(each, valid_from=None, valid_to=None) for each in other.weekly]
    then = with_hours(calendar, weekly, first)
    day = first + timedelta(days=away)
    wanted = calendar if day < first else replace(calendar, weekly=tuple(weekly))
    assert then.spans(day) == wanted.spans(day)

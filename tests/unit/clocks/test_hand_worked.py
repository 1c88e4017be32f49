"""Cases worked out by hand with a wall calendar beside the keyboard."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

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
    add_working_days,
    due,
    is_open,
    next_opening,
    working_between,
)
from mash.registers.clocks.rules.working import NeverOpenError

from .calendars import DESK, london

FOUR_HOURS = Timescale(240, Unit.WORKING_MINUTES)
ONE_DAY = Timescale(1, Unit.WORKING_DAYS)
ONE_FULL_DAY = Timescale(1, Unit.WORKING_DAYS, DayRule.FULL_DAYS)


@pytest.mark.parametrize(
    ("timescale", "answer"),
    [
        (FOUR_HOURS, "2027-01-11 12:59"),
        (ONE_DAY, "2027-01-11 17:00"),
        (ONE_FULL_DAY, "2027-01-11 16:59"),
        (Timescale(1440, Unit.ELAPSED_MINUTES), "2027-01-09 16:59"),
        (Timescale(3, Unit.CALENDAR_DAYS, DayRule.FULL_DAYS), "2027-01-11 16:59"),
        (Timescale(3, Unit.CALENDAR_DAYS), "2027-01-12 00:00"),
    ],
)
def test_a_referral_at_friday_16_59(timescale, answer):
    assert due(DESK, london("2027-01-08 16:59"), timescale) == london(answer)


@pytest.mark.parametrize(
    ("timescale", "answer"),
    [(FOUR_HOURS, "2027-01-11 13:00"), (ONE_DAY, "2027-01-11 17:00"), (ONE_FULL_DAY, "2027-01-11 17:00")],
)
def test_a_referral_at_saturday_noon(timescale, answer):
    assert due(DESK, london("2027-01-09 12:00"), timescale) == london(answer)


def test_one_working_day_from_maundy_thursday_is_the_tuesday_after_easter():
    maundy_thursday = london("2027-03-25 15:00")
    assert due(DESK, maundy_thursday, ONE_DAY) == london("2027-03-30 17:00")
    assert due(DESK, maundy_thursday, ONE_FULL_DAY) == london("2027-03-30 15:00")
    assert due(DESK, maundy_thursday, FOUR_HOURS) == london("2027-03-30 11:00")


def test_scotland_works_on_easter_monday():
    scotland = replace(DESK, nation=Nation.SCOTLAND)
    assert due(scotland, london("2027-03-25 15:00"), ONE_DAY) == london("2027-03-29 17:00")


def test_northern_ireland_rests_on_saint_patricks_day():
    belfast = replace(DESK, nation=Nation.NORTHERN_IRELAND)
    assert due(belfast, london("2027-03-16 10:00"), ONE_DAY) == london("2027-03-18 17:00")


def test_christmas_on_a_saturday_gives_two_days_in_lieu():
    # 25 and 26 December 2027 are a weekend: Monday 27 and Tuesday 28 are the bank holidays.
    assert due(DESK, london("2027-12-24 12:00"), FOUR_HOURS) == london("2027-12-24 16:00")
    assert due(DESK, london("2027-12-24 12:00"), ONE_DAY) == london("2027-12-29 17:00")


def test_the_clocks_go_forward_on_28_march_2027():
    night = Calendar(key="night", weekly=tuple(Weekly(day, time(0), time(0)) for day in range(7)))
    saturday = london("2027-03-27 22:00")
    assert working_between(night, saturday, london("2027-03-28 06:00")) == timedelta(hours=7)
    assert due(night, saturday, FOUR_HOURS) == datetime(2027, 3, 28, 2, tzinfo=UTC)
    assert due(ALWAYS, saturday, FOUR_HOURS) == london("2027-03-28 03:00")


def test_the_clocks_go_back_on_31_october_2027():
    night = Calendar(key="night", weekly=tuple(Weekly(day, time(0), time(0)) for day in range(7)))
    saturday = london("2027-10-30 22:00")
    assert working_between(night, saturday, london("2027-10-31 06:00")) == timedelta(hours=9)
    assert due(night, saturday, FOUR_HOURS) == datetime(2027, 10, 31, 1, tzinfo=UTC)


@pytest.mark.parametrize(("friday", "monday"), [("2027-03-26", "2027-03-30"), ("2027-10-29", "2027-11-01")])
def test_opening_hours_stay_on_the_wall_when_the_clocks_change(friday, monday):
    desk = replace(DESK, nation=None, exceptional=(Exceptional(date(2027, 3, 29), Kind.CLOSED),))
    assert due(desk, london(f"{friday} 13:00"), Timescale(300, Unit.WORKING_MINUTES)) == london(
        f"{monday} 10:00"
    )


def test_three_calendar_days_over_the_change_keep_the_hour_and_72_hours_do_not():
    start = london("2027-10-29 10:00")
    assert due(DESK, start, Timescale(3, Unit.CALENDAR_DAYS, DayRule.FULL_DAYS)) == london("2027-11-01 10:00")
    assert due(DESK, start, Timescale(72 * 60, Unit.ELAPSED_MINUTES)) == london("2027-11-01 09:00")


def test_the_leap_day_of_2028_is_a_working_day():
    assert due(DESK, london("2028-02-28 16:00"), FOUR_HOURS) == london("2028-02-29 12:00")
    assert due(DESK, london("2028-02-28 16:00"), ONE_DAY) == london("2028-02-29 17:00")


def test_a_day_closed_twice_is_closed_once():
    snow = Exceptional(date(2027, 1, 11), Kind.CLOSED)
    once, twice = replace(DESK, exceptional=(snow,)), replace(DESK, exceptional=(snow, snow))
    assert due(once, london("2027-01-08 16:59"), ONE_DAY) == london("2027-01-12 17:00")
    assert due(twice, london("2027-01-08 16:59"), ONE_DAY) == london("2027-01-12 17:00")
    boxing_day = Exceptional(date(2027, 12, 28), Kind.CLOSED)
    assert due(replace(DESK, exceptional=(boxing_day,)), london("2027-12-24 12:00"), ONE_DAY) == london(
        "2027-12-29 17:00"
    )


def test_a_closed_afternoon_takes_only_the_afternoon():
    training = Exceptional(date(2027, 1, 13), Kind.CLOSED, time(12), time(17))
    desk = replace(DESK, exceptional=(training,))
    assert due(desk, london("2027-01-13 10:00"), FOUR_HOURS) == london("2027-01-14 11:00")
    assert due(desk, london("2027-01-12 10:00"), ONE_DAY) == london("2027-01-13 12:00")
    # The short day of three hours counts as one working day: at 10:00 two thirds of it are left,
    # and the third that is still owed of Thursday's eight hours is 2 hours 40 minutes.
    assert due(desk, london("2027-01-13 10:00"), ONE_FULL_DAY) == london("2027-01-14 11:40")


def test_an_exceptional_opening_opens_a_bank_holiday_and_a_closure_beats_it():
    good_friday = date(2027, 3, 26)
    opening = Exceptional(good_friday, Kind.OPEN, time(10), time(14))
    assert is_open(replace(DESK, exceptional=(opening,)), london("2027-03-26 10:00"))
    assert not is_open(replace(DESK, exceptional=(opening,)), london("2027-03-26 14:00"))
    closed = replace(DESK, exceptional=(opening, Exceptional(good_friday, Kind.CLOSED)))
    assert not is_open(closed, london("2027-03-26 10:00"))


def test_new_hours_hold_from_their_day():
    longer = date(2027, 2, 1)
    desk = Calendar(
        key="desk",
        weekly=(
            *(Weekly(day, time(9), time(17), valid_to=longer) for day in range(5)),
            *(Weekly(day, time(8), time(20), valid_from=longer) for day in range(7)),
        ),
    )
    assert due(desk, london("2027-01-29 16:00"), FOUR_HOURS) == london("2027-02-01 11:00")
    assert not is_open(desk, london("2027-01-31 12:00"))
    assert is_open(desk, london("2027-02-07 12:00"))


def test_a_desk_that_shuts_for_lunch():
    desk = Calendar(
        key="lunch",
        weekly=tuple(
            Weekly(day, *hours) for day in range(5) for hours in ((time(9), time(12)), (time(13), time(17)))
        ),
    )
    assert due(desk, london("2027-01-13 10:00"), FOUR_HOURS) == london("2027-01-13 15:00")
    assert due(desk, london("2027-01-13 12:30"), Timescale(0, Unit.WORKING_DAYS)) == london(
        "2027-01-13 17:00"
    )
    assert next_opening(desk, london("2027-01-13 12:30")) == london("2027-01-13 13:00")


def test_the_day_of_receipt_is_day_nought():
    assert add_working_days(DESK, london("2027-01-13 08:00"), 0) == london("2027-01-13 17:00")
    assert add_working_days(DESK, london("2027-01-13 08:00"), 1) == london("2027-01-14 17:00")
    assert add_working_days(DESK, london("2027-01-13 17:00"), 0) == london("2027-01-14 17:00")
    assert add_working_days(DESK, london("2027-03-01 10:00"), 15) == london("2027-03-22 17:00")


def test_the_out_of_hours_team_works_past_midnight():
    evening = tuple(Weekly(day, time(17), time(0)) for day in range(7))
    morning = tuple(Weekly(day, time(0), time(9)) for day in range(7))
    team = Calendar(key="out-of-hours", weekly=evening + morning)
    assert is_open(team, london("2027-01-13 23:59"))
    assert is_open(team, london("2027-01-14 00:00"))
    assert due(team, london("2027-01-13 22:00"), FOUR_HOURS) == london("2027-01-14 02:00")


def test_next_opening_is_now_when_open():
    assert next_opening(DESK, london("2027-01-13 10:30")) == london("2027-01-13 10:30")
    assert next_opening(DESK, london("2027-03-25 17:00")) == london("2027-03-30 09:00")
    assert next_opening(ALWAYS, london("2027-03-27 03:00")) == london("2027-03-27 03:00")


def test_nothing_falls_due_at_a_desk_that_never_opens():
    shut = Calendar(key="shut")
    for timescale in (FOUR_HOURS, ONE_DAY, ONE_FULL_DAY):
        with pytest.raises(NeverOpenError):
            due(shut, london("2027-01-13 10:00"), timescale)


def test_what_is_not_a_time_is_refused():
    with pytest.raises(ValueError, match="no timezone"):
        due(DESK, datetime(2027, 1, 13, 10), FOUR_HOURS)  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ValueError, match="not after"):
        Weekly(0, time(17), time(9))
    with pytest.raises(ValueError, match="weekday"):
        Weekly(7, time(9), time(17))
    with pytest.raises(ValueError, match="hours"):
        Exceptional(date(2027, 1, 1), Kind.OPEN)
    with pytest.raises(ValueError, match="negative"):
        Timescale(-1, Unit.WORKING_DAYS)

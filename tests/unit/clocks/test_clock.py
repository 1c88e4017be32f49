"""A clock's state, and how the page says it."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from mash.registers.clocks.rules import ALWAYS, Clock, DayRule, Status, Timescale, Unit, status_of
from mash.registers.clocks.words import in_words

from .calendars import DESK, london

FOUR_HOURS = Timescale(240, Unit.WORKING_MINUTES)
AMBER = Clock(DESK, Timescale(1, Unit.WORKING_DAYS), started=london("2027-01-13 10:00"))
RED = Clock(DESK, FOUR_HOURS, started=london("2027-01-13 10:00"))


@pytest.mark.parametrize(
    ("at", "status", "words"),
    [
        ("2027-01-13 10:00", Status.ON_TRACK, "4 working hours left"),
        ("2027-01-13 12:00", Status.ON_TRACK, "2 working hours left"),
        ("2027-01-13 12:59", Status.ON_TRACK, "1 working hour left"),
        ("2027-01-13 13:00", Status.WARNING, "1 working hour left"),
        ("2027-01-13 13:45", Status.WARNING, "15 working minutes left"),
        ("2027-01-13 13:59", Status.WARNING, "1 working minute left"),
        ("2027-01-13 14:00", Status.WARNING, "due now"),
        ("2027-01-13 14:30", Status.OVERDUE, "overdue by 30 working minutes"),
        ("2027-01-14 14:00", Status.OVERDUE, "overdue by 1 working day"),
        ("2027-01-18 14:00", Status.OVERDUE, "overdue by 3 working days"),
    ],
)
def test_four_working_hours_run_out(at, status, words):
    assert RED.status(london(at)) is status
    assert in_words(RED, london(at)) == words


def test_past_due_is_overdue_though_the_desk_is_shut():
    clock = replace(RED, started=london("2027-01-15 13:00"))
    assert clock.due == london("2027-01-15 17:00")
    assert clock.status(london("2027-01-16 09:00")) is Status.OVERDUE
    assert clock.remaining(london("2027-01-16 09:00")) == timedelta()
    assert in_words(clock, london("2027-01-16 09:00")) == "overdue"


def test_red_runs_on_past_closing_time_on_the_calendar_that_is_always_open():
    clock = Clock(ALWAYS, FOUR_HOURS, started=london("2027-01-15 16:00"))
    assert clock.due == london("2027-01-15 20:00")
    assert in_words(clock, london("2027-01-15 18:00")) == "2 hours left"
    assert in_words(clock, london("2027-01-17 20:00")) == "overdue by 2 days"


def test_a_clock_that_was_stopped_says_so_for_ever():
    met = replace(RED, stopped=london("2027-01-13 14:00"))
    late = replace(RED, stopped=london("2027-01-13 15:00"))
    years_later = london("2029-01-01 10:00")
    assert met.status(years_later) is Status.MET
    assert in_words(met, years_later) == "done in time"
    assert late.status(years_later) is Status.BREACHED
    assert late.remaining(years_later) == timedelta(hours=-1)
    assert in_words(late, years_later) == "done late by 1 working hour"
    assert late.breached(years_later)
    assert not met.breached(years_later)


def test_a_clock_seen_before_it_stopped_was_running():
    stopped = replace(RED, stopped=london("2027-01-13 15:00"))
    assert stopped.status(london("2027-01-13 12:00")) is Status.ON_TRACK


def test_the_day_by_close_counts_the_hours_it_has():
    assert AMBER.due == london("2027-01-14 17:00")
    assert in_words(AMBER, london("2027-01-13 10:00")) == "1 working day left"
    assert in_words(AMBER, london("2027-01-14 10:00")) == "7 working hours left"
    # 15 working hours in all: three quarters are spent at 13:15 of the second day.
    assert AMBER.warns == london("2027-01-14 13:15")


def test_the_warning_comes_where_the_standard_puts_it():
    early = replace(RED, warn_at=Fraction(1, 2))
    assert early.warns == london("2027-01-13 12:00")
    elapsed = Clock(DESK, Timescale(72 * 60, Unit.ELAPSED_MINUTES), started=london("2027-01-15 10:00"))
    assert elapsed.warns == london("2027-01-17 16:00")


@pytest.mark.parametrize(
    "at", ["2027-01-13 12:00", "2027-01-13 13:30", "2027-01-13 14:00", "2027-01-14 09:00"]
)
@pytest.mark.parametrize("stopped", [None, "2027-01-13 13:10", "2027-01-13 14:10"])
@pytest.mark.parametrize("rule", DayRule)
def test_a_list_tells_the_same_from_stored_instants(at, stopped, rule):
    clock = Clock(
        DESK,
        Timescale(1, Unit.WORKING_DAYS, rule),
        started=london("2027-01-12 14:00"),
        stopped=london(stopped) if stopped else None,
    )
    stored = status_of(at=london(at), due=clock.due, warns=clock.warns, stopped=clock.stopped)
    assert stored is clock.status(london(at))

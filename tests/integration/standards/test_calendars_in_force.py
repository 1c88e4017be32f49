"""Calendars as rows: set, changed, excepted, and as they were known."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.clocks import models
from mash.registers.clocks.actions import close_on, open_on, restore_day, set_calendar
from mash.registers.clocks.errors import OverlappingHoursError, UnknownCalendarError
from mash.registers.clocks.queries import calendar_for, calendar_keys, exceptional_days
from mash.registers.clocks.rules import ALWAYS, Weekly, is_open, office_hours

pytestmark = pytest.mark.django_db

SETUP = Actor.service("setup")
AT = datetime(2027, 1, 4, 10, tzinfo=UTC)
LATER = AT + timedelta(days=7)
WEDNESDAY = date(2027, 1, 20)
NOON = datetime(2027, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
def desk():
    with acting(SETUP, AT):
        set_hours(9, 17)
        yield


def set_hours(opens, closes, at=AT, **more):
    weekly = office_hours(time(opens), time(closes))
    return set_calendar(by=SETUP, key="desk", title="Desk", weekly=weekly, at=at, **more)


def open_at(moment, *, at=LATER):
    return is_open(calendar_for("desk", at=at), moment)


def test_a_calendar_is_found_by_its_key(desk):
    assert open_at(NOON)
    assert calendar_keys() == [("desk", "Desk")]
    assert calendar_for("always", at=AT) is ALWAYS
    with pytest.raises(UnknownCalendarError):
        calendar_for("nobody's", at=AT)


def test_setting_the_same_hours_again_changes_nothing(desk):
    before = list(models.OpeningHours.objects.values())
    set_hours(9, 17, at=LATER)
    set_hours(9, 17, at=LATER, from_day=WEDNESDAY)
    assert list(models.OpeningHours.objects.values()) == before


def test_new_hours_begin_on_their_day(desk):
    set_hours(8, 20, from_day=date(2027, 2, 1))
    assert not open_at(datetime(2027, 1, 29, 19, tzinfo=UTC))
    assert open_at(datetime(2027, 2, 1, 19, tzinfo=UTC))


def test_hours_planned_and_then_planned_otherwise(desk):
    set_hours(8, 20, from_day=date(2027, 2, 1))
    set_hours(10, 16, from_day=date(2027, 1, 25), at=LATER)
    assert not open_at(datetime(2027, 2, 1, 19, tzinfo=UTC))
    assert not open_at(datetime(2027, 1, 25, 9, tzinfo=UTC))
    assert open_at(datetime(2027, 1, 22, 9, tzinfo=UTC))


def test_what_was_known_then_can_still_be_asked(desk):
    close_on(by=SETUP, key="desk", day=WEDNESDAY, reason="Snow", at=LATER)
    assert open_at(NOON, at=LATER - timedelta(seconds=1))
    assert not open_at(NOON, at=LATER)
    assert restore_day(by=SETUP, key="desk", day=WEDNESDAY, at=LATER + timedelta(hours=1)) == 1
    assert not open_at(NOON, at=LATER)
    assert open_at(NOON, at=LATER + timedelta(hours=1))


def test_before_the_first_record_the_first_record_speaks(desk):
    set_hours(8, 20, at=LATER)
    year_before = datetime(2025, 6, 4, tzinfo=UTC)
    assert open_at(year_before + timedelta(hours=12), at=year_before)
    assert not open_at(year_before + timedelta(hours=18), at=year_before)


def test_another_process_s_change_is_seen_by_the_next_transaction(desk):
    assert open_at(NOON)
    models.OpeningHours.objects.update(withdrawn_at=LATER)
    models.RegisterVersion.objects.update(token=uuid.uuid4())
    assert open_at(NOON)
    connection.run_on_commit = []  # as Django leaves it when a transaction ends
    assert not open_at(NOON)


def test_a_day_closed_twice_is_one_closure(desk):
    for _ in range(2):
        close_on(by=SETUP, key="desk", day=WEDNESDAY, reason="Snow", at=AT)
    assert len(exceptional_days("desk")) == 1
    assert not open_at(NOON)


def test_a_saturday_may_be_opened(desk):
    saturday = datetime(2027, 1, 23, 12, tzinfo=UTC)
    assert not open_at(saturday)
    open_on(
        by=SETUP, key="desk", day=saturday.date(), opens=time(10), closes=time(14), reason="Backlog", at=AT
    )
    assert open_at(saturday)


def test_a_bank_holiday_is_closed(desk):
    assert not open_at(datetime(2027, 3, 26, 12, tzinfo=UTC))


def test_a_change_that_is_rolled_back_is_not_remembered(desk):
    with transaction.atomic():
        close_on(by=SETUP, key="desk", day=WEDNESDAY, reason="Snow", at=AT)
        assert not open_at(NOON)
        transaction.set_rollback(True)
    assert open_at(NOON)


def test_overlapping_hours_are_refused_before_the_database_and_by_it(desk):
    weekly = [Weekly(0, time(9), time(17)), Weekly(0, time(16), time(20))]
    with pytest.raises(OverlappingHoursError):
        set_calendar(by=SETUP, key="other", title="Other", weekly=weekly, at=AT)
    row = models.OpeningHours.objects.first()
    row.pk, row.opens, row.closes = None, time(16), time(0)
    with pytest.raises(IntegrityError, match="clocks_hours_no_overlap"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(("opens", "closes"), [(time(17), time(9)), (time(9), None)])
def test_impossible_closures_are_refused_by_the_database(desk, opens, closes):
    with pytest.raises(IntegrityError), transaction.atomic():
        close_on(by=SETUP, key="desk", day=WEDNESDAY, reason="?", at=AT, opens=opens, closes=closes)


def test_nobody_closes_a_calendar_that_is_not_there(desk):
    with pytest.raises(UnknownCalendarError):
        close_on(by=SETUP, key="nobody's", day=WEDNESDAY, reason="Snow", at=AT)

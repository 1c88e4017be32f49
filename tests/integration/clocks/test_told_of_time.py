"""Whoever has a case is told before its time ends, its managers once it is over, by a reference and each once."""

from datetime import date, timedelta

import pytest
from tests.integration.casework.test_main_job import arrive
from tests.integration.clocks.test_counted_anew import begun, manager

from mash.casework.cases.actions import tell_of_time
from mash.casework.cases.models import Clock
from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Grant
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.delivery import WORKER
from mash.interfaces.worker.recounting import count_due_times
from mash.registers.clocks.actions import close_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    """The screener's case, rated amber on Tuesday: to be decided by Wednesday 17:00."""
    return begun(world)


def clock(case, world):
    with acting(WORKER, case.received_at), as_service("attention"):
        return Clock.objects.get(matter=case.matter, step="decide", replaced=False)


def told(at):
    with acting(WORKER, at):
        before = set(Message.objects.values_list("pk", flat=True))
        number = tell_of_time(by=WORKER, at=at)
        rows = Message.objects.exclude(pk__in=before).filter(template__startswith="time_")
        found = sorted((one.to.partition("@")[0], one.template, one.reference) for one in rows)
    return number, found


def test_the_worker_first_then_the_manager_each_once(world, case):
    running, ref = clock(case, world), case.matter.ref
    assert told(running.warns_at - timedelta(minutes=1)) == (0, [])
    assert told(running.warns_at) == (1, [("screener", "time_runs_out", ref)])
    assert told(running.due_at) == (0, []), "to the minute it is not late"
    late = running.due_at + timedelta(minutes=1)
    assert told(late) == (1, [("manager", "time_is_over", ref), ("screener", "time_is_over", ref)])
    assert told(late + timedelta(hours=1)) == (0, [])


def test_what_nobody_has_is_the_managers_at_once_and_what_is_long_over_is_noise(world):
    contact = arrive()
    with acting(world.actor("manager"), contact.received_at):
        first = Clock.objects.filter(matter=contact.matter, replaced=False).earliest("warns_at")
    assert told(first.due_at + timedelta(days=9)) == (0, [])
    number, heard = told(first.warns_at)
    assert number
    assert set(heard) == {("manager", "time_runs_out", contact.matter.ref)}


def test_of_a_case_that_is_kept_to_others_nobody_hears(world, case):
    at = case.received_at + timedelta(hours=1)
    with acting(world.actor("manager"), at):
        restrict(by=world.actor("manager"), at=at, matter=case.matter, restriction="restricted")
        Grant.objects.filter(matter=case.matter, holder_kind="user").update(until_at=at)
    running = clock(case, world)
    assert told(running.warns_at) == (1, [])
    assert told(running.due_at + timedelta(minutes=1)) == (1, [])


def test_a_time_that_moves_is_told_of_again(world, case):
    running = clock(case, world)
    assert told(running.warns_at)[0] == 1
    manager(world, close_on, day=date(2026, 6, 10), reason="Snow")
    count_due_times(at=running.warns_at)
    moved = clock(case, world)
    assert moved.warns_at > running.warns_at
    assert told(running.due_at + timedelta(minutes=1)) == (0, [])
    assert told(moved.warns_at)[0] == 1

"""When a desk's hours change, what is due on them is counted anew, and only that."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.db import ProgrammingError, transaction
from tests.integration.casework.test_main_job import arrive, identified_and_rated, minutes
from tests.world import TUESDAY, a_worry

from mash.casework.cases.actions import ask_agency
from mash.casework.cases.models import Case, Clock
from mash.casework.cases.queries.picture import get_case
from mash.casework.sharing.actions import record_openness
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Refused
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.interfaces.worker import recounting
from mash.interfaces.worker.recounting import count_due_times
from mash.registers.clocks import counting
from mash.registers.clocks.actions import close_on, open_on, restore_day, set_calendar
from mash.registers.clocks.models import Calendar, Closure, Recount
from mash.registers.clocks.rules import office_hours

pytestmark = pytest.mark.django_db
DESK = "county-children"
WEDNESDAY = date(2026, 6, 10)
LATER = minutes(60)


@pytest.fixture
def case(world):
    return begun(world)


def begun(world, rating="amber", family="Fenn"):
    """A case that is rated, and health asked about it at 10:10."""
    person = replace(a_worry().people[0], said={"given_name": "Ada", "family_name": family})
    contact = arrive(draft=family, people=(person,))
    identified_and_rated(world, contact, rating)
    by = world.actor("screener")
    with acting(by, minutes(10)):
        found = get_case(contact.matter.ref)
        openness = record_openness(by=by, at=minutes(9), matter=found.matter, basis="told", who="mother")
        asked = ask_agency(
            by=by,
            at=minutes(10),
            case=found,
            agency=world.agencies["health"],
            openness=openness,
            subjects=found.matter.subjects.all(),
            ground="below-s47",
            purpose="To decide on next steps.",
        )
        assert isinstance(asked, Request), asked
    return contact


def manager(world, verb, **said):
    by = world.actor("manager")
    with acting(by, LATER):
        return verb(by=by, at=LATER, key=DESK, **said)


def stands(world, contact):
    """What is due when: of the case's running clocks, on the worklist, and of its requests."""
    with acting(world.actor("manager"), LATER):
        clocks = Clock.objects.filter(matter=contact.matter, stopped_at=None, replaced=False)
        case = Case.objects.get(matter=contact.matter)
        return (
            {one.step: local(one.due_at) for one in clocks},
            (local(case.due_at), case.due_step, case.version),
            [local(one.due_at) for one in Request.objects.filter(matter=contact.matter)],
        )


def local(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%a %d %H:%M}"


def test_a_closed_day_moves_what_is_due_and_giving_it_back_moves_it_back(world, case):
    red = begun(world, "red", "Holt")
    before, runs_on = stands(world, case), stands(world, red)
    assert before[0] == {"decide": "Wed 10 17:00"}
    assert before[2] == ["Tue 09 14:10"]
    version = before[1][2]
    manager(world, close_on, day=WEDNESDAY, reason="Water in the building")
    manager(world, close_on, day=TUESDAY.date(), reason="Water", opens=time(13), closes=time(17))
    assert stands(world, case) == before, "the worker counts"
    assert count_due_times(at=LATER)
    assert stands(world, case) == (
        {"decide": "Thu 11 17:00"},
        ("Thu 11 17:00", "decide", version),
        ["Thu 11 10:10"],
    )
    assert stands(world, red) == runs_on, "what runs on past closing time asks no calendar"
    with acting(world.actor("manager"), LATER):
        former = Clock.objects.filter(matter=case.matter, step="decide", replaced=True)
        assert [local(one.due_at) for one in former] == ["Wed 10 17:00"], "what was due is kept"
        warns = Clock.objects.get(matter=case.matter, step="decide", replaced=False).warns_at
        assert warns == Case.objects.get(matter=case.matter).warns_at
        one, other = Recount.objects.order_by("pk")
        assert (one.later, one.earlier) == (1, 0)
        assert (other.later, other.earlier) == (1, 0)
    with acting(recounting.WORKER, LATER):
        said = Entry.objects.filter(event="clocks:calendar:counted").values_list("payload", flat=True)
        assert [each["calendar"] for each in said] == [DESK, DESK]
    for day in (WEDNESDAY, TUESDAY.date()):
        assert manager(world, restore_day, day=day) == 1
    count_due_times(at=LATER)
    assert stands(world, case)[:2] == before[:2]
    assert stands(world, case)[2] == ["Thu 11 10:10"], "no answer is due earlier than its agency was told"
    assert not count_due_times(at=LATER), "nothing is left to do"


def test_what_is_asked_for_later_waits_and_one_that_fails_holds_up_no_other(world, case, monkeypatch):
    manager(world, close_on, day=WEDNESDAY, reason="Snow")
    assert not count_due_times(at=LATER - timedelta(seconds=1)), "hours that were not known then"
    manager(world, close_on, day=date(2026, 6, 11), reason="Snow")
    cases_anew = recounting.PARTS[0]

    def fails_first(recount, **said):
        if recount.pk == Recount.objects.earliest("pk").pk:
            raise ZeroDivisionError
        return cases_anew(recount, **said)

    monkeypatch.setattr(recounting, "PARTS", (fails_first, *recounting.PARTS[1:]))
    with pytest.raises(recounting.Failed):
        count_due_times(at=LATER)
    with acting(world.actor("manager"), LATER):
        assert [one.done_at for one in Recount.objects.order_by("pk")] == [None, LATER]


def test_a_desk_opens_at_some_time_of_the_week(world, case):
    done = manager(world, set_calendar, title="Desk", weekly=(), from_day=WEDNESDAY)
    assert isinstance(done, Refused)
    assert done.code == "clocks:calendar:never-open"


def test_only_what_the_change_can_move_is_looked_at(world, case):
    before = stands(world, case)
    manager(world, close_on, day=date(2026, 6, 11), reason="Training")
    manager(world, open_on, day=date(2026, 6, 13), opens=time(9), closes=time(13), reason="Backlog")
    manager(
        world, set_calendar, title="Desk", weekly=office_hours(time(8), time(18)), from_day=date(2026, 7, 1)
    )
    count_due_times(at=LATER)
    assert stands(world, case) == before
    with acting(world.actor("manager"), LATER):
        assert {one.looked_at for one in Recount.objects.all()} == {0}
    manager(world, set_calendar, title="Desk", weekly=office_hours(time(9), time(16)), from_day=WEDNESDAY)
    count_due_times(at=LATER)
    assert stands(world, case)[0] == {"decide": "Wed 10 16:00"}


def test_a_few_at_a_time_and_on_after_a_kill(world, case, monkeypatch):
    others = [begun(world, family=family) for family in ("Ash", "Birch", "Elm", "Oak")]
    manager(world, close_on, day=WEDNESDAY, reason="Snow")
    monkeypatch.setattr(counting, "FEW", 2)
    for part in recounting.PARTS:
        monkeypatch.setitem(part.__kwdefaults__, "many", 2)
    taken = []

    def killed(recount, **said):
        if len(taken) == 2:
            raise KeyboardInterrupt
        taken.append(said["after"])
        return cases_anew(recount, **said)

    cases_anew = recounting.PARTS[0]
    monkeypatch.setattr(recounting, "PARTS", (killed, *recounting.PARTS[1:]))
    with pytest.raises(KeyboardInterrupt):
        count_due_times(at=LATER)
    moved = [stands(world, one)[0] == {"decide": "Thu 11 17:00"} for one in (case, *others)]
    assert moved == [True, True, True, True, False]
    monkeypatch.setattr(recounting, "PARTS", (cases_anew, *recounting.PARTS[1:]))
    count_due_times(at=LATER)
    assert all(stands(world, one)[0] == {"decide": "Thu 11 17:00"} for one in (case, *others))
    with acting(world.actor("manager"), LATER):
        (done,) = Recount.objects.all()
        assert (done.later, done.earlier, done.done_at) == (5, 0, LATER)


@pytest.mark.parametrize("who", ["screener", "city-decider", "governance", "police"])
def test_only_the_hubs_managers_set_its_calendars(world, who):
    by = world.actor(who)
    with acting(by, LATER):
        done = close_on(by=by, at=LATER, key=DESK, day=WEDNESDAY, reason="Snow")
        assert isinstance(done, Refused)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Recount.objects.create(
                calendar=Calendar.objects.get(key=DESK), since=LATER, asked_at=LATER, asked_by=str(by)
            )
        with pytest.raises(ProgrammingError), transaction.atomic():
            Closure.objects.create(
                calendar=Calendar.objects.get(key=DESK),
                day=WEDNESDAY,
                kind="closed",
                reason="Snow",
                recorded_at=LATER,
                recorded_by=str(by),
            )


def test_a_manager_sets_no_other_hubs_calendar(world):
    by = world.actor("manager")
    with acting(by, LATER):
        done = close_on(by=by, at=LATER, key="city-children", day=WEDNESDAY, reason="Snow")
        assert isinstance(done, Refused)
        assert done.code == "clocks:calendar:other-hub"
        assert not Closure.objects.exists()

"""A child's section 47 enquiry from its beginning to its end, through actions: clocks, corrections, closing, who sees it."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from tests.world import TUESDAY, a_worry

from mash.casework.cases.models import Case, Decision
from mash.casework.intake.actions import receive
from mash.casework.pathways import actions, queries
from mash.casework.pathways.actions.begin import _decided
from mash.casework.pathways.models import Clock, Pathway, Step
from mash.casework.pathways.rules import StepSaid
from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db

HELD = TUESDAY + timedelta(hours=2)
DISCUSSED = StepSaid(verb="discuss", facts={"held_at": HELD.isoformat(), "how": "single", "no_such": "x"})


@contextmanager
def as_(world, who, at=HELD):
    by = world.actor(who)
    with acting(by, at):
        yield {"by": by, "at": at}


def begun(world, who="decider", kind="s47", **worry):
    draft = Actor.draft("DRAFT")
    with acting(draft, TUESDAY):
        matter = receive(by=draft, at=TUESDAY, arrival=a_worry(**worry)).matter
    with as_(world, who, TUESDAY) as common:
        case = Case.objects.select_related("matter__hub", "desk__hub", "desk__authority").get(matter=matter)
        subject = matter.subjects.get(role="subject")
        made = [actions.begin(**common, case=case, subject=subject, kind=kind) for _twice in range(2)]
    return case, made


def read(made):
    return queries.get(made.matter_id, made.ref)


def test_an_enquiry_runs_on_its_clocks_and_is_put_right(world):
    case, (made, again) = begun(world)
    assert made.ref == again.ref
    with as_(world, "decider") as common:
        (clock,) = Clock.objects.all()
        assert (clock.code, clock.due_at) == ("strategy_discussion", TUESDAY + timedelta(hours=24))
        assert isinstance(queries.may_close(case, common["by"], HELD), Refused)
        for _twice in range(2):
            done = actions.step(**common, pathway=read(made), said=DISCUSSED, version=1)
            assert not isinstance(done, Refused), done
        assert Step.objects.filter(verb="discuss").count() == 1
        assert read(made).state == "enquiring"
        conference = Clock.objects.get(code="initial_conference")
        # 15 working days from Tuesday 9 June 2026, by close: Tuesday 30 June at 17:00 in London.
        assert conference.due_at.isoformat() == "2026-06-30T16:00:00+00:00"
        assert read(made).due_at == conference.due_at
        late = actions.step(
            **common,
            pathway=read(made),
            said=StepSaid(verb="end", facts={"outcome": "not-substantiated"}),
            version=1,
        )
        assert late.code == "pathways:pathway:changed"
        wrong = Step.objects.get(verb="discuss")
        assert (
            actions.take_back(**common, pathway=read(made), wrong=wrong.pk, reason=" ").code
            == "pathways:step:reason"
        )
        for _twice in range(2):
            back = actions.take_back(**common, pathway=read(made), wrong=wrong.pk, reason="Another child's.")
            assert not isinstance(back, Refused), back
        assert (read(made).state, read(made).due_at) == ("begun", clock.due_at)
        assert [one.verb for one in queries.standing(read(made))] == ["begin"]
        assert Step.objects.count() == 3
        handed = StepSaid(verb="hand-over", facts={"to": "Locality team", "accepted": "Its manager, today"})
        assert not isinstance(actions.step(**common, pathway=read(made), said=handed), Refused)
        assert queries.may_close(case, common["by"], HELD)
        ended = StepSaid(
            verb="end", facts={"outcome": "not-substantiated", "why": "An accident, seen by others."}
        )
        assert not isinstance(actions.step(**common, pathway=read(made), said=ended), Refused)
        assert (read(made).outcome, read(made).ended_at, read(made).due_at) == (
            "not-substantiated",
            HELD,
            None,
        )
        assert not Clock.objects.filter(stopped_at=None, replaced=False).exists()
        assert queries.counts(case.desk_id, at=HELD) == {}


def test_who_may_and_who_sees(world):
    _case, (refused, _again) = begun(world, "unregistered")
    assert refused.code == "cases:decision:social-worker"
    _case, (made, _again) = begun(world)
    for who in ("city-decider", "police", "teacher", "governance"):
        with as_(world, who):
            assert not Pathway.objects.exists(), who
            assert not Clock.objects.exists(), who
    with as_(world, "screener") as common:
        denied = actions.step(**common, pathway=read(made), said=DISCUSSED)
        assert isinstance(denied, Refused), "a screener does not decide"
        assert denied.code == "cases:decision:social-worker"


def test_its_times_are_told_of_once(world):
    begun(world)
    worker = Actor.service("worker")
    late = TUESDAY + timedelta(hours=25)
    with acting(worker, late):
        assert [actions.tell_of_time(by=worker, at=late) for _twice in range(2)] == [1, 0]


def test_a_decision_begins_an_enquiry_for_its_own_person_once_it_stands(world):
    """What waits for a second person, is another's or means something else is no decision to begin an enquiry by."""
    case, _made = begun(world)
    with as_(world, "decider") as common:
        subject = case.matter.subjects.get(role="subject")
        made = {
            "matter": case.matter, "subject": subject, "outcome": "strategy-s47", "rationale": "Hurt.",
            "by": str(common["by"]), "by_name": "Decider Person", "at": HELD,
        }  # fmt: skip
        stands = Decision.objects.create(**made, route="s47", level=4)
        other = Decision.objects.create(**made, route="s17", level=3)
    assert _decided(case, subject, stands)
    assert not _decided(case, subject, other)
    assert not _decided(case, subject, None)
    case.matter.hub.two_person_rule = True
    assert not _decided(case, subject, stands)

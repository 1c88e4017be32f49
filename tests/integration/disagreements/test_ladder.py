"""A disagreement goes up its ladder, by either side or by the clock, is its two sides' alone, and holds nothing up."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.integration.agency.asking import ask
from tests.integration.disagreements.disagreeing import CLOSED, LATE, as_, disagreed, done, fresh
from tests.world import SETUP, TUESDAY

from mash.casework.access.actions import Whom, declare_close
from mash.casework.disagreements import actions, queries
from mash.casework.disagreements.models import Disagreement, Step, View
from mash.casework.disagreements.rules import About
from mash.casework.matters.actions import restrict
from mash.casework.matters.models import Matter
from mash.casework.sharing.actions import acknowledge
from mash.casework.sharing.queries import get_request
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.ladders import climb_ladders
from mash.registers.agreements.actions import leave
from mash.registers.agreements.models import Version

DAY = timedelta(days=1)
LATER = TUESDAY + 60 * DAY


def told():
    with acting(Actor.service("worker"), LATER):
        return [
            (one.to, one.reference, one.link)
            for one in Message.objects.filter(template="disagreement").order_by("pk")
        ]


def entries(world, ref):
    with as_(world, "governance", LATER):
        found = Entry.objects.filter(mentions__kind="disagreement", mentions__ref=ref).order_by("pk")
        return [one.event.removeprefix("disagreements:") for one in found]


def test_both_are_heard_and_it_is_settled_at_the_second_step(world):
    request = ask(world)
    ref = disagreed(world, request=request)
    assert disagreed(world, request=request) == ref
    with as_(world, "decider") as common:
        again = actions.open_about_request(**common, request=get_request(request), said=CLOSED)
        assert again.code == "disagreements:disagreement:open"
        found = fresh(ref)
        assert found.agreement.agreement.key == "memorandum"
        assert [one["working_days"] for one in found.ladder] == [1, 2, 5, 10]
        assert (found.step, f"{found.due_at:%a %H:%M}") == (1, "Wed 16:00")
        early = actions.settle(**common, disagreement=found, outcome="changed", text="They answer.")
        assert early.code == "disagreements:outcome:one-side"
        assert not actions.move_up(**common, disagreement=found, reason=" ")
        done(actions.move_up(**common, disagreement=found, reason="Nobody rings back."))
    with as_(world, "police") as common:
        found = fresh(ref)
        assert (found.step, f"{found.due_at:%a}") == (2, "Thu")
        assert not Matter.objects.exists()
        done(
            actions.say(
                **common,
                disagreement=found,
                text="Our search is down.",
                took_part="Sgt Hale",
                version=found.version,
            )
        )
        stale = actions.say(**common, disagreement=found, text="And more.", version=found.version)
        assert stale.code == "disagreements:disagreement:changed"
        other = actions.withdraw(**common, disagreement=found, reason="Ours?")
        assert other.code == "disagreements:withdraw:other"
        # What it is about goes on as if nobody disagreed.
        assert not isinstance(acknowledge(**common, request=get_request(request)), Refused)
        done(actions.settle(**common, disagreement=fresh(ref), outcome="changed", text="By hand, today."))
        for words in ("step SET text = ''", "view SET text = ''", "disagreement SET what = ''"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(f"UPDATE disagreements_{words}")
    with as_(world, "screener"):
        found = fresh(ref)
        assert (found.state, found.outcome, found.due_at) == ("settled", "changed", None)
        assert [one.kind for one in found.steps.all()] == ["opened", "moved", "settled"]
        facts = queries.facts([found.hub_id], since=TUESDAY - DAY, until=LATER)
        assert [(one.kind, one.outcome, one.step, one.agency) for one in facts] == [
            ("missing-answer", "changed", 2, "Ostermarch Police")
        ]
    # A new one may be opened when the first has ended.
    assert disagreed(world, "police", request=request, said=CLOSED) != ref
    assert told() == [("police@example.org", ref, f"/disagreements/{ref}")] * 2
    assert [one for one in entries(world, ref) if not one.startswith("ledger:")] == [
        "disagreement:opened",
        "disagreement:moved",
        "view:given",
        "disagreement:settled",
    ]


def test_the_clock_moves_it_up_and_the_chair_decides_at_the_last_step(world):
    request = ask(world)
    with acting(SETUP, TUESDAY):
        for version in Version.objects.filter(state="agreed"):
            ends = {"agency": world.agencies["police"], "ends": TUESDAY.date()}
            done(leave(by=SETUP, at=TUESDAY, version=version, **ends))
    ref = disagreed(world, "police", request=request)
    with as_(world, "police"):
        # No agreement binds both any more: the shipped memorandum's steps.
        assert fresh(ref).agreement is None
        assert len(fresh(ref).ladder) == 4
    assert climb_ladders(at=TUESDAY + DAY / 2) == 0
    steps = []
    for days in (2, 2, 9, 20, 40, 50):
        at = TUESDAY + days * DAY
        moved = climb_ladders(at=at)
        with as_(world, "screener", at):
            steps.append((moved, fresh(ref).step))
    assert steps == [(1, 2), (0, 2), (1, 3), (1, 4), (0, 4), (0, 4)]
    with as_(world, "screener", LATER) as common:
        found = fresh(ref)
        assert found.due_at < LATER
        assert [one.ref for one in queries.listed("overdue", at=LATER, hub=found.hub_id)] == [ref]
        assert queries.counts(at=LATER, hub=found.hub_id) == {"open": 1, "overdue": 1, "ended": 0}
        assert [one.kind for one in found.steps.all()] == ["opened", "clock", "clock", "clock"]
        between = actions.settle(**common, disagreement=found, outcome="stands", text="So it is.")
        assert between.code == "disagreements:outcome:chair"
        decision = {"outcome": "stands", "text": "Right as it was.", "name": "Ada Fenn", "post": "Chair"}
        assert not actions.decide(**common, disagreement=found, **decision)
    with as_(world, "governance", LATER) as common:
        assert not actions.say(**common, disagreement=fresh(ref), text="I think so too.")
        done(actions.decide(**common, disagreement=fresh(ref), **decision))
        assert (fresh(ref).steps.last().chair_name, fresh(ref).state) == ("Ada Fenn", "settled")
    assert entries(world, ref).count("disagreement:escalated") == 3
    assert {one[0] for one in told()} == {"police@example.org"}
    assert len(told()) == 4


def test_urgent_goes_straight_to_the_leads(world):
    ref = disagreed(world, "police", said=CLOSED)
    with as_(world, "police") as common:
        done(actions.move_up(**common, disagreement=fresh(ref), reason="She is at home.", straight=True))
        assert (fresh(ref).step, f"{fresh(ref).due_at:%a}") == (3, "Wed")
        done(actions.withdraw(**common, disagreement=fresh(ref), reason="A strategy discussion is called."))
        assert fresh(ref).state == "withdrawn"
        assert (
            actions.say(**common, disagreement=fresh(ref), text="x").code
            == "disagreements:disagreement:ended"
        )


def test_it_is_its_two_sides_alone(world):
    request = ask(world)
    ref = disagreed(world, request=request)
    with as_(world, "screener") as common:
        matter = get_request(request).matter
        decision = {"matter": matter, "about": About(kind="decision", ref="17"), "said": LATE}
        ours = done(actions.open_about(**common, agency=world.agencies["health"], **decision)).ref
        nothing = {**decision, "about": About(kind="sealed", ref="17")}
        missing = actions.open_about(**common, agency=world.agencies["police"], **nothing)
        assert missing.code == "disagreements:disagreement:missing"
    for who, seen in {
        "police": {ref}, "health": {ours}, "screener": {ref, ours}, "manager": {ref, ours}, "governance": {ref, ours},
        "teacher": set(), "city-screener": set(), "practitioner": set(), "administrator": set(),
    }.items():  # fmt: skip
        with as_(world, who):
            assert {one.ref for one in Disagreement.objects.all()} == seen, who
            assert Step.objects.count() == len(seen), who
            assert not View.objects.exists()
    with as_(world, "police") as common:
        held = fresh(ref)
        # Another agency's request, and any other thing of a matter, are alike to an agency.
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Disagreement.objects.create(
                matter_id=held.matter_id, hub=held.hub, desk=held.desk, agency=held.agency, opened_from="agency",
                kind="other", about_kind="decision", about_ref="17", what="x", instead="x", urgent=False, ladder=[],
                opened_at=TUESDAY, by="x", by_name="x",
            )  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Step.objects.create(
                matter_id=held.matter_id, disagreement_id=held.pk + 1, kind="moved", step=2, by="x", by_name="x",
                at=TUESDAY,
            )  # fmt: skip
    with as_(world, "health") as common:
        with pytest.raises(type(held).DoesNotExist):
            Disagreement.objects.get(ref=ref)
        assert not actions.say(**common, disagreement=held, text="We think so too.")
    whom = Whom("Rosa", "Bellweather", date(2017, 3, 14))
    with as_(world, "decider") as common:
        assert queries.get(ref) is not None
        done(declare_close(**common, user=world.users["decider"], relation="relative", whom=whom))
    with as_(world, "decider"):
        assert queries.get(ref) is None
    with as_(world, "manager") as common:
        assert restrict(**common, matter=matter, restriction="restricted")
    with as_(world, "screener"):
        assert queries.get(ref) is None
    with as_(world, "police"):
        assert queries.get(ref) is not None

"""What is approved stays what it was made of, and is corrected for whom a piece was; a table that lost its chair goes on."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.integration.roundtables.sitting import (
    HOUR,
    PLAN,
    as_,
    call,
    decided,
    done,
    ended,
    fresh,
    held,
    invitation,
    sits,
    with_a_table,
    write,
)
from tests.world import TUESDAY

from mash.casework.cases.models import Decision
from mash.casework.roundtables import actions, composing
from mash.casework.roundtables.actions import EntrySaid
from mash.casework.roundtables.actions import minutes as in_minutes
from mash.casework.roundtables.models import (
    Action,
    Copy,
    Correction,
    Entry,
    Invitation,
    Meeting,
    Minutes,
    Outcome,
)
from mash.foundation.kernel import Actor
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting

AFTER = TUESDAY + 3 * HOUR


@pytest.fixture
def world(world):
    return with_a_table(world)


def approved(world, ref):
    with as_(world, "chair", AFTER) as common:
        return done(actions.approve(**common, meeting=fresh(ref)))


def circulated(world, ref):
    approved(world, ref)
    with as_(world, "minutes", AFTER) as common:
        return done(actions.circulate(**common, meeting=fresh(ref)))


def test_approved_minutes_are_fixed_with_all_that_they_are_made_of(world, monkeypatch):
    ref = held(world)
    approved(world, ref)
    with as_(world, "minutes", AFTER) as common:
        for fields in (
            {"place": "x"},
            {"without_quorum": "x"},
            {"meets_at": AFTER},
            {"began_at": AFTER},
            {"state": "ended"},
        ):
            with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
                Meeting.objects.filter(ref=ref).update(**fields)
        with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
            Invitation.objects.filter(pk=invitation(ref, "police").pk).update(came="absent")
        one = fresh(ref)
        with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
            Action.objects.create(
                matter_id=one.matter_id, meeting=one, hub_id=one.hub_id, owner="x", what="x",
                due_on=date(2026, 6, 12), by_name="x", at=AFTER,
            )  # fmt: skip
        # What a copy says was said at approval.
        monkeypatch.setattr(composing, "copy_for", None)
        assert len(done(actions.circulate(**common, meeting=fresh(ref)))) == 2
        said = {f"{each.invitation_id}": each.data for each in Copy.objects.all()}
        assert said == Minutes.objects.get().copies


def test_who_writes_waits_for_who_approves_before_anything_else(world):
    ref = call(world)
    sits(world, ref)
    with as_(world, "minutes", TUESDAY + HOUR) as common:
        entry = write(common, ref, "known", "Three calls in May.")
        with CaptureQueriesContext(connection) as found:
            said = EntrySaid(heading="known", text="Four calls in May.")
            done(actions.rewrite(**common, entry=entry, said=said, version=1))
    _meeting_first(found, Entry)
    with as_(world, "police", TUESDAY + HOUR) as common, CaptureQueriesContext(connection) as found:
        done(actions.say(**common, invitation=invitation(ref, "police"), text="We agree."))
    _meeting_first(found, Invitation)


def _meeting_first(found, model):
    told = [one["sql"] for one in found]
    waits = next(place for place, one in enumerate(told) if "round_table_state" in one)
    table = model._meta.db_table
    assert waits < next(place for place, one in enumerate(told) if table in one and "FOR UPDATE" in one)


def test_two_presses_of_approve_at_one_moment_approve_once(world, monkeypatch):
    ref = held(world)
    real = in_minutes.hold
    with as_(world, "chair", AFTER) as common:
        shown = fresh(ref)

        def waits(meeting, **kwargs):
            # The other press is done while this one waits.
            monkeypatch.setattr(in_minutes, "hold", real)
            done(actions.approve(**common, meeting=meeting, version=shown.version))
            return real(meeting, **kwargs)

        monkeypatch.setattr(in_minutes, "hold", waits)
        one = done(actions.approve(**common, meeting=shown, version=shown.version))
        assert Minutes.objects.get().pk == one.pk


READERS = {
    "For all.": ["police@example.org", "health@example.org"],
    "For the police.": ["police@example.org"],
    "Of Tomas.": ["police@example.org"],
    "Of Rosa.": ["police@example.org", "health@example.org"],
    "Our own.": [],
}


def messages():
    with acting(Actor.service("worker"), AFTER):
        found = Message.objects.filter(template="round_table_minutes").order_by("pk")
        return list(found.values_list("to", flat=True))


def test_a_correction_reaches_whoever_has_a_copy_and_is_to_read_it(world):
    ref = call(world, agencies=("police",))
    with as_(world, "chair") as common:
        rosa = list(fresh(ref).persons.all()[:1])
        done(actions.invite(**common, meeting=fresh(ref), agency=world.agencies["health"], persons=rosa))
    ended(world, ref, TUESDAY + HOUR)
    approved(world, ref)
    with as_(world, "minutes", AFTER) as common:
        early = actions.correct(**common, meeting=fresh(ref), text="Four calls, not three.")
        assert early.code == "roundtables:correction:not-circulated"
        done(actions.circulate(**common, meeting=fresh(ref)))
        rosa, tomas = fresh(ref).persons.all()
        police = [invitation(ref, "police").pk]
    for text, whom in {
        "For all.": {},
        "For the police.": {"audience": "named", "named": police},
        "Of Tomas.": {"person": tomas},
        "Of Rosa.": {"person": rosa},
        "Our own.": {"audience": "hub"},
    }.items():
        before = len(messages())
        with as_(world, "minutes", AFTER) as common:
            done(actions.correct(**common, meeting=fresh(ref), text=text, **whom))
        assert messages()[before:] == READERS[text]
    with as_(world, "minutes", AFTER) as common:
        nobody = actions.correct(**common, meeting=fresh(ref), text="x", audience="named")
        assert nobody.code == "roundtables:correction:named"
        assert Correction.objects.count() == 5
    for who in ("police", "health"):
        with as_(world, who, AFTER):
            read = {one.text for one in Correction.objects.all()}
            assert read == {text for text, to in READERS.items() if f"{who}@example.org" in to}


def test_an_entry_whose_heading_has_ended_stays_in_the_minutes(world, monkeypatch):
    ref = held(world)
    real = composing.codes
    monkeypatch.setattr(
        composing,
        "codes",
        lambda *args, **kwargs: [one for one in real(*args, **kwargs) if one.code != "known"],
    )
    copies = circulated(world, ref)
    assert all("Three calls in May, a bruise in June." in str(one.data) for one in copies)
    assert "What is known" in [one["heading"] for one in copies[0].data["sections"]]


def test_below_reasonable_cause_no_agency_is_told_until_it_is_said_whether_the_family_knows(world):
    from tests.integration.agency.asking import a_case

    from mash.casework.matters.models import Matter
    from mash.casework.sharing.actions import record_openness

    matter = a_case(TUESDAY, "red", world)
    below = {"matter": matter, "kind": "professionals"}
    with pytest.raises(AssertionError, match="sharing:openness:missing"):
        call(world, **below)
    with as_(world, "chair"):
        assert not Invitation.objects.exists()
    ref = call(world, agencies=(), **below)
    with as_(world, "chair") as common:
        persons = list(fresh(ref).persons.all())
        police = {"agency": world.agencies["police"], "persons": persons}
        refused = actions.invite(**common, meeting=fresh(ref), **police)
        assert refused.code == "sharing:openness:missing"
        case = Matter.objects.get(ref=matter)
    with as_(world, "screener") as common:
        done(record_openness(**common, matter=case, basis="told", who="mother"))
    with as_(world, "chair") as common:
        done(actions.invite(**common, meeting=fresh(ref), **police))


def test_a_table_whose_chair_falls_out_or_that_decides_nothing_new_is_still_approved(world):
    ref = call(world)
    sits(world, ref)
    at = TUESDAY + HOUR
    with as_(world, "minutes", at) as common:
        write(common, ref, "known", "Three calls in May.")
    with as_(world, "decider", at) as common:
        shown = fresh(ref)
        to = {
            "chair": world.users["manager"],
            "minute_taker": world.users["minutes"],
            "reason": "She is ill.",
        }
        wrong = actions.seat(**common, meeting=shown, **{**to, "chair": world.users["minutes"]})
        assert wrong.code == "roundtables:meeting:chair"
        away = actions.seat(**common, meeting=shown, **{**to, "minute_taker": world.users["city-screener"]})
        assert away.code == "roundtables:invitation:no-seat"
        assert (
            actions.seat(**common, meeting=shown, **{**to, "reason": " "}).code
            == "roundtables:meeting:reason"
        )
        for _twice in range(2):
            done(actions.seat(**common, meeting=shown, version=shown.version, **to))
        assert [one.text for one in fresh(ref).steps.filter(kind="seated")] == ["She is ill."]
        assert Invitation.objects.filter(meeting=shown, user=world.users["manager"]).count() == 1
        assert fresh(ref).chair_name == world.users["manager"].name
    with as_(world, "minutes", at) as common:
        plan = replace(PLAN, none_yet="The scan is awaited.")
        for person in fresh(ref).persons.all():
            said = {"meeting": fresh(ref), "person": person, "decision": None}
            assert actions.conclude(**common, **said, plan=PLAN).code == "roundtables:outcome:none-yet"
            assert actions.conclude(**common, **said, plan=plan).code == "roundtables:outcome:when"
            for _twice in range(2):
                done(actions.conclude(**common, **said, plan=replace(plan, review_on=date(2026, 6, 16))))
        assert Outcome.objects.count() == 2
        done(actions.end(**common, meeting=fresh(ref)))
    with as_(world, "chair", AFTER) as common:
        assert actions.approve(**common, meeting=fresh(ref)).code == "roundtables:minutes:chair"
    with as_(world, "manager", AFTER) as common:
        whole = done(actions.approve(**common, meeting=fresh(ref)))
    assert "Nothing is decided yet" in str(whole.data)
    assert "The scan is awaited." in str(whole.data)
    assert "The scan is awaited." not in str(whole.copies)


def test_a_decision_of_before_is_upheld(world):
    ref = call(world)
    decided(world, ref, TUESDAY)
    sits(world, ref)
    with as_(world, "minutes", TUESDAY + HOUR) as common:
        person = fresh(ref).persons.first()
        before = Decision.objects.filter(subject_id=person.subject_id).last()
        said = {"meeting": fresh(ref), "person": person, "decision": before, "plan": PLAN}
        assert actions.conclude(**common, **said).code == "roundtables:outcome:earlier"
        one = done(actions.conclude(**common, **said, upheld=True))
        assert "decided before, upheld" in composing.outcome_words(one, fresh(ref))

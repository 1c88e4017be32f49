"""From a worry to a decision and back, through actions alone."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.world import TUESDAY, a_worry

from mash.casework.cases.actions import (
    ask_agency,
    claim,
    close,
    decide,
    end_closings,
    look_at_history,
    protect,
    rate,
)
from mash.casework.cases.models import Case
from mash.casework.cases.queries import picture_of, worklist
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.rules import DecisionSaid
from mash.casework.intake.actions import give_feedback, receive
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import identify_subject
from mash.casework.matters.models import Matter
from mash.casework.sharing.actions import answer, record_openness
from mash.casework.sharing.models import Request
from mash.casework.sharing.rules import AnswerSaid, ItemSaid
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db

CONSIDERED = {
    "household-considered": "Tomas considered.",
    "proportionality": "Less would leave them alone at night.",
    "family-told": "Mother told by telephone.",
    "child-seen": "Seen at school.",
    "hypothesis-reviewed": "A one-off is possible but not likely.",
}


def minutes(number):
    return TUESDAY + timedelta(minutes=number)


def arrive(**changes):
    with acting(Actor.draft("DRAFT"), TUESDAY):
        return receive(by=Actor.draft("DRAFT"), at=TUESDAY, arrival=a_worry(**changes))


def identified_and_rated(world, contact, rating="amber"):
    by = world.actor("screener")
    with acting(by, minutes(5)):
        case = get_case(contact.matter.ref)
        claim(by=by, at=minutes(5), case=case)
        for subject in case.matter.subjects.select_related("record", "matter"):
            identify_subject(by=by, at=minutes(5), subject=subject, person=None, reason="Not known before")
        return rate(
            by=by, at=minutes(6), case=case, rating=rating, rationale="Left alone at night, aged nine."
        )


def asked_and_answered(world, contact):
    by = world.actor("screener")
    with acting(by, minutes(10)):
        case = get_case(contact.matter.ref)
        openness = record_openness(by=by, at=minutes(9), matter=case.matter, basis="told", who="mother")
        for agency in ("police", "health"):
            asked = ask_agency(
                by=by,
                at=minutes(10),
                case=case,
                agency=world.agencies[agency],
                openness=openness,
                subjects=case.matter.subjects.all(),
                ground="below-s47",
                purpose="To decide on next steps.",
            )
            assert isinstance(asked, Request), asked
    for agency in ("police", "health"):
        by = world.actor(agency)
        with acting(by, minutes(30)):
            (request,) = Request.objects.all()
            said = answer(
                by=by,
                at=minutes(30),
                request=request,
                answers=tuple(
                    AnswerSaid(
                        subject=one.pk,
                        held="disclosed",
                        systems_searched="All",
                        identity_confidence="certain",
                        items=(
                            ItemSaid(
                                kind="fact",
                                text="Two calls to the house.",
                                happened_on="2026",
                                handling="case-agencies",
                                family_may_know="yes",
                            ),
                        ),
                    )
                    for one in request.subjects.all()
                ),
            )
            assert not isinstance(said, Refused), said


def decided(world, contact, who="decider", route="s17", *, view=True, version=None):
    by = world.actor(who)
    with acting(by, minutes(60)):
        case = get_case(contact.matter.ref)
        picture = picture_of(case, by=by, at=minutes(60))
        if view:
            look_at_history(by=by, at=minutes(60), case=case, history=picture.history)
        (child,) = picture.worried_about
        return decide(
            by=by,
            at=minutes(61),
            case=case,
            version=version,
            said=DecisionSaid(
                subject=child.pk,
                route=route,
                outcome="assessment",
                level=3,
                rationale="Neglect over months.",
                considered=CONSIDERED,
            ),
        )


def test_a_worry_becomes_a_decision_and_the_teacher_is_told(world):
    contact = arrive()
    assert identified_and_rated(world, contact).state == "rated"
    asked_and_answered(world, contact)
    decision = decided(world, contact)
    assert not isinstance(decision, Refused), decision
    assert decision.by_registration == "SW123456"
    by = world.actor("decider")
    with acting(by, minutes(90)):
        case = get_case(contact.matter.ref)
        assert case.state == "decided"
        assert isinstance(close(by=by, at=minutes(90), case=case), Refused), "the referrer waits"
        told = give_feedback(
            by=by, at=minutes(90), contact=Contact.objects.get(), outcome="Assessment", reason="Why"
        )
        assert told.minutes_taken == 90
        asked = close(by=by, at=minutes(91), case=case)
        assert asked == close(by=by, at=minutes(92), case=case), "asked twice is asked once"
        assert get_case(contact.matter.ref).state == "decided"
    with acting(Actor.service("worker"), asked.due_at):
        assert end_closings(at=asked.due_at) == 1
    with acting(by, asked.due_at):
        assert get_case(contact.matter.ref).state == "closed"
        assert case.pk not in [one.pk for one in worklist(desk=case.desk_id, at=minutes(92)).cases]


def test_a_decision_waits_for_the_history(world):
    contact = arrive()
    identified_and_rated(world, contact)
    asked_and_answered(world, contact)
    refused = decided(world, contact, view=False)
    assert isinstance(refused, Refused)
    assert refused.code == "cases:decision:history-viewed"


def test_a_decision_on_an_older_page_is_told_so_before_what_it_lacks(world):
    contact = arrive()
    identified_and_rated(world, contact)
    asked_and_answered(world, contact)
    assert decided(world, contact, view=False, version=0).code == "cases:case:stale"


def test_section_17_is_for_a_registered_social_worker_of_the_authority(world):
    contact = arrive()
    identified_and_rated(world, contact)
    asked_and_answered(world, contact)
    assert decided(world, contact, who="unregistered").code == "cases:decision:social-worker"
    assert decided(world, contact, who="manager").code == "cases:decision:social-worker"


def test_immediate_protection_waits_for_nothing(world):
    contact = arrive(danger_now="yes")
    by = world.actor("screener")
    with acting(by, minutes(1)):
        case = get_case(contact.matter.ref)
        made = protect(
            by=by, at=minutes(1), case=case, subject=case.matter.subjects.first(), rationale="Alone now."
        )
        assert made.immediate_protection
        assert "history-viewed" in made.gaps
        assert case.matter.clocks.filter(step="complete_after_immediate_protection").exists()


def test_no_request_leaves_below_reasonable_cause_until_the_family_is_told_or_a_reason_is_recorded(world):
    contact = arrive()
    identified_and_rated(world, contact)
    by = world.actor("screener")
    with acting(by, minutes(10)):
        case = get_case(contact.matter.ref)
        asked = ask_agency(
            by=by,
            at=minutes(10),
            case=case,
            agency=world.agencies["police"],
            ground="below-s47",
            subjects=case.matter.subjects.all(),
            purpose="To decide.",
        )
        assert asked.code == "sharing:openness:missing"


def test_another_hub_sees_that_a_person_is_known_and_nothing_of_the_case(world):
    contact = arrive()
    identified_and_rated(world, contact)
    with acting(world.actor("city-screener"), minutes(20)):
        assert not Case.objects.exists()
        assert not Contact.objects.exists()
        assert not Matter.objects.exists()
    with acting(world.actor("police"), minutes(20)):
        assert not Matter.objects.exists()
    with acting(Actor.public(), minutes(20)):
        assert not Matter.objects.exists()


def test_two_sends_of_one_draft_are_one_contact(world):
    assert arrive(draft="D1").ref == arrive(draft="D1").ref


def test_the_ledger_names_what_was_done_and_cannot_be_changed(world):
    contact = arrive()
    identified_and_rated(world, contact)
    with acting(world.actor("governance"), minutes(20)):
        events = set(Entry.objects.values_list("event", flat=True))
    assert {"intake:contact:received", "cases:case:rated", "people:record:identified"} <= events
    with acting(world.actor("screener"), minutes(20)), connection.cursor() as cursor:
        cursor.execute("SELECT event FROM mash.who_has_looked(%s)", [contact.matter.ref])
        assert ("cases:case:rated",) in cursor.fetchall()

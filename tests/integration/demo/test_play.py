"""A worry played through the application's actions leaves what the county says, and nothing else."""

from dataclasses import replace
from random import Random

import pytest
from django.db import transaction
from tests.integration.demo.conftest import UNTIL

from mash.casework.cases.models import Case, Decision, Rating
from mash.casework.intake.models import Contact, Feedback
from mash.casework.matters.models import Subject
from mash.casework.sharing.models import Answer, Request
from mash.demo.play import PlayError, draft_of, play
from mash.demo.play.post import keep_back, settled
from mash.foundation.kernel import Actor
from mash.foundation.ledger.models import Mention
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash.foundation.outbox.models import Event, Message
from mash.foundation.visibility import acting
from mash.registers.people.models import Person

pytestmark = pytest.mark.django_db


def seen_by(stage, persona):
    return acting(stage.actors[persona], UNTIL)


def a_closed_referral(worries, desk="county-children"):
    return next(
        worry
        for worry in worries
        if worry.desk_key == desk
        and worry.state == "closed"
        and worry.kind == "referral"
        and len([each for each in worry.asked if each.answered_at and not each.late]) >= 2
        and worry.previous_on is None
    )


def test_a_closed_referral_has_its_whole_way(stage, worries):
    worry = a_closed_referral(worries)
    play(worry, stage)

    with seen_by(stage, "decider.county-children"):
        case = Case.objects.get(matter__contacts__draft=draft_of(worry))
        assert case.state == "closed"
        assert list(Rating.objects.values_list("at", flat=True)) == [each.at for each in worry.ratings]
        assert Subject.objects.count() == len(worry.subjects)
        assert Decision.objects.filter(immediate_protection=False).count() == len(worry.decisions)
        assert {each.at for each in Decision.objects.filter(immediate_protection=False)} == {
            each.at for each in worry.decisions
        }
        assert {each.agency.key for each in Request.objects.select_related("agency")} >= {
            each.agency for each in worry.asked
        }
        assert Feedback.objects.get().at == worry.feedback_at


def test_the_same_person_is_found_again_whatever_order_the_contacts_come_in(stage, worries):
    by_key = {}
    for worry in worries:
        if worry.ratings and worry.previous_on is None:
            by_key.setdefault(worry.subjects[0].person.key, []).append(worry)
    first, second = next(found for found in by_key.values() if len(found) >= 2)[:2]

    for worry in (second, first):
        play(worry, stage)

    with acting(Actor.service("intake"), UNTIL):
        person = Person.objects.get(public_id=stage.person_id(first.subjects[0].person.key))
        contacts = Contact.objects.filter(matter__subjects__person=person)
        assert {each.draft for each in contacts} == {draft_of(first), draft_of(second)}


def test_played_again_from_the_same_seed_every_id_is_the_same(stage, worries):
    worry = a_closed_referral(worries)

    def ids():
        mark = transaction.savepoint_create()
        play(worry, stage)
        with acting(Actor.service("intake"), UNTIL):
            found = (Contact.objects.get().ref, sorted(Person.objects.values_list("public_id", flat=True)))
        transaction.savepoint_rollback(mark)
        return found

    assert ids() == ids()


def test_danger_now_is_protected_first(stage, worries):
    worry = next(
        each
        for each in worries
        if each.concern.danger_now and each.kind == "referral" and each.ratings and each.state == "closed"
    )
    play(worry, stage)

    with seen_by(stage, f"decider.{worry.desk_key}"):
        first = Decision.objects.order_by("at").first()
        assert first.immediate_protection
        assert first.at < worry.decisions[0].at


def test_an_agency_reads_its_own_request_and_no_other(stage, worries):
    worry = a_closed_referral(worries)
    play(worry, stage)
    asked = next(each for each in worry.asked if each.answered_at)

    with seen_by(stage, f"researcher.{asked.agency}"):
        assert {each.agency.key for each in Request.objects.select_related("agency")} == {asked.agency}
        assert Answer.objects.count() == len(asked.answers)
        assert Contact.objects.count() == 0


def test_a_rereferral_looks_back_on_a_contact_before_the_year(stage, worries):
    worry = next(each for each in worries if each.previous_on and each.ratings)
    play(worry, stage)

    with seen_by(stage, f"screener.{worry.desk_key}"):
        dates = [each.received_at.date() for each in Contact.objects.order_by("received_at")]
        assert dates == [worry.previous_on, worry.received_at.date()]


def test_a_refusal_is_never_passed_over(stage, worries):
    worry = a_closed_referral(worries)
    wrong = replace(worry, ratings=(replace(worry.ratings[0], rationale=" "),))

    with pytest.raises(PlayError, match="no-rationale"):
        play(wrong, stage)
    with acting(Actor.service("intake"), UNTIL):
        assert not Contact.objects.exists()


def test_the_whole_of_a_small_year_can_be_played(stage, worries):
    """A sample across desks and kinds: no action refuses."""
    chosen = {(each.desk_key, each.kind, each.state): each for each in worries}
    rest = Random(1).sample(worries, 12)

    for worry in {each.id: each for each in (*chosen.values(), *rest)}.values():
        play(worry, stage)


def test_what_the_past_sent_is_not_sent_again(stage, worries):
    worry = a_closed_referral(worries)
    keep_back()
    with settled(at=worry.received_at, send=False):
        play(worry, stage)

    with acting(Actor.service("worker"), UNTIL):
        sent = {
            str(one) for one in Message.objects.filter(sent_at=worry.received_at).values_list("pk", flat=True)
        }
        assert sent
        assert not Message.objects.filter(sent_at__isnull=True).exists()
        assert not Event.objects.filter(handled_at__isnull=True).exists()
    with acting(SEQUENCER, UNTIL):
        assert sent == {*Mention.objects.filter(kind="message").values_list("ref", flat=True)}

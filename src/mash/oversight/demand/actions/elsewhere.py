"""A contact belongs elsewhere: say so, see that it gets there, and tell its sender. The case goes on to its decision."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from mash.casework.cases.safe import anybody_a_child
from mash.casework.intake.actions import classify, give_feedback
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append, refuse
from mash.oversight.demand import events, rules
from mash.oversight.demand.models import Misdirected
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import codes, label

CLASSIFY: Final = "intake:contact:classify"
PLACES: Final = "belongs-elsewhere"


def taken_by_somebody(contact: Contact, *, at: datetime) -> bool:
    """Whether it must be passed on to somebody who takes it: see rules.must_be_taken."""
    people = Subject.objects.filter(matter=contact.matter_id).select_related("record")
    today = at.astimezone(LONDON).date()
    child = contact.population == "children" or anybody_a_child(
        ((one.role, one.record.said) for one in people), today
    )
    return rules.must_be_taken(danger_now=contact.danger_now, child=child)


@transaction.atomic
def send_elsewhere(
    *,
    by: Actor,
    at: datetime,
    contact: Contact,
    elsewhere: str,
    passed_on: bool,
    rationale: str,
    words: str = "",
    elsewhere_words: str = "",
    taken_by: str = "",
    withheld: str = "",
) -> Misdirected | Refused:
    """Record that it was sent to the hub by mistake, where it belongs and who took it, and answer its sender.

    `words` are what the sender is told; with `withheld` nobody is told, for that reason. Said twice it is one.
    """
    about = [Ref("contact", contact.ref), Ref("matter", contact.matter.ref)]
    allowed = may(by, CLASSIFY)
    if allowed and not works_on(contact.matter):
        allowed = read_only()
    before = standing(contact) if allowed else None
    if before is not None:
        if (before.by, before.elsewhere, before.taken_by, before.words) == (
            str(by),
            elsewhere,
            taken_by,
            words,
        ):
            return before
        allowed = rules.recorded_already()
    places = {one.code: one for one in codes(PLACES, at=at)}
    if allowed:
        allowed = rules.may_send_elsewhere(
            elsewhere=elsewhere if elsewhere in places else "",
            named=elsewhere in places and places[elsewhere].attributes.get("words") is True,
            elsewhere_words=elsewhere_words,
            passed_on=passed_on,
            taken_by=taken_by,
            words=words,
            withheld=withheld,
            taken=taken_by_somebody(contact, at=at),
        )
    if isinstance(allowed, Refused):
        return refuse(CLASSIFY, allowed, by=by, at=at, about=about)
    found = Misdirected.objects.create(
        contact=contact,
        matter=contact.matter,
        elsewhere=elsewhere,
        elsewhere_words=elsewhere_words,
        passed_on=passed_on,
        taken_by=taken_by,
        words=words,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(
        events.SENT_ELSEWHERE,
        by=by,
        at=at,
        about=about,
        payload={"elsewhere": elsewhere, "passed_on": passed_on, "told": not withheld},
    )
    for done in (
        classify(by=by, at=at, contact=contact, kind="misdirected", rationale=rationale),
        give_feedback(
            by=by,
            at=at,
            contact=contact,
            outcome=outcome_of(found, at=at),
            reason=words,
            withheld_reason=withheld,
        ),
    ):
        if isinstance(done, Refused):
            transaction.set_rollback(True)
            return done
    return found


@transaction.atomic
def back_again(
    *, by: Actor, at: datetime, contact: Contact, kind: str, rationale: str
) -> Misdirected | Refused | None:
    """Take it back: it is of this kind after all. What its sender was told stays told. None where nothing stands."""
    about = [Ref("contact", contact.ref), Ref("matter", contact.matter.ref)]
    allowed = may(by, CLASSIFY)
    if allowed and not works_on(contact.matter):
        allowed = read_only()
    if isinstance(allowed, Refused):
        return refuse(CLASSIFY, allowed, by=by, at=at, about=about)
    found = standing(contact)
    if found is None:
        return None
    found.ended_at, found.ended_by, found.ended_by_name = at, str(by), by.name
    found.save(update_fields=["ended_at", "ended_by", "ended_by_name"])
    append(events.BACK_AGAIN, by=by, at=at, about=about)
    done = classify(by=by, at=at, contact=contact, kind=kind, rationale=rationale)
    if isinstance(done, Refused):
        transaction.set_rollback(True)
        return done
    return found


def standing(contact: Contact) -> Misdirected | None:
    return Misdirected.objects.filter(contact=contact, ended_at__isnull=True).first()


def outcome_of(one: Misdirected, *, at: datetime) -> str:
    """What a professional reads as the outcome."""
    place = one.elsewhere_words or label(PLACES, one.elsewhere, at=at)
    words = "Sent on by us, since it belongs elsewhere: {}" if one.passed_on else "It belongs elsewhere: {}"
    return words.format(place)[:500]

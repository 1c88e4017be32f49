"""A contact belongs elsewhere: say so, see that it gets there, and tell its sender. The case goes on to its decision."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from mash.casework.cases.models import Case, Decision
from mash.casework.cases.safe import anybody_a_child
from mash.casework.intake.actions import classify, give_feedback
from mash.casework.intake.models import Classification, Contact, Feedback
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Subject
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append, refuse
from mash.oversight.demand import events, rules
from mash.oversight.demand.models import Misdirected
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import codes, label

CLASSIFY: Final = "intake:contact:classify"
PLACES: Final = "belongs-elsewhere"
NOTHING_BEGINS: Final = ("no-further-action", "other-authority")
"""Routes by which nothing begins at the hub: what its sender was told is right."""


def taken_by_somebody(contact: Contact, *, at: datetime) -> bool:
    """Whether it must be passed on to somebody who takes it: see rules.must_be_taken."""
    people = Subject.objects.filter(matter=contact.matter_id).select_related("record")
    today = at.astimezone(LONDON).date()
    child = contact.population == "children" or anybody_a_child(
        ((one.role, one.record.said) for one in people), today
    )
    return rules.must_be_taken(danger_now=contact.danger_now, child=child)


def is_reached(contact: Contact, *, withheld: str) -> bool:
    """Whether its sender reads where it belongs: a professional does, unless it is kept from them; see give_feedback."""
    return contact.referrer.klass == "professional" and not withheld.strip()


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
    reached = is_reached(contact, withheld=withheld)
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
            reached=reached,
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
        payload={"elsewhere": elsewhere, "passed_on": passed_on, "told": reached},
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


def back_again(said: Classification, by: Actor, at: datetime) -> None:
    """Called by intake: of another kind after all, a contact is no longer sent elsewhere. What its sender was told stays told."""
    found = None if said.kind == "misdirected" else standing(said.contact)
    if found is None:
        return
    found.ended_at, found.ended_by, found.ended_by_name = at, str(by), by.name
    found.save(update_fields=["ended_at", "ended_by", "ended_by_name"])
    about = [Ref("contact", said.contact.ref), Ref("matter", said.contact.matter.ref)]
    append(events.BACK_AGAIN, by=by, at=at, about=about)


def may_close(case: Case, _by: Actor, _at: datetime) -> Verdict:
    """Asked by cases: a case does not close while a sender's last word is that it belongs elsewhere, and it does not."""
    return rules.answer_anew() if to_answer_anew(case.matter_id) else ALLOWED


def to_answer_anew(matter: int) -> set[int]:
    """The numbers of the contacts whose senders were told that it belongs elsewhere and not what came of it then.

    It was taken back, or the case was decided for something that the hub itself begins.
    """
    sent = list(Misdirected.objects.filter(matter=matter))
    if not sent:
        return set()
    begun = Decision.objects.filter(matter=matter).exclude(route__in=NOTHING_BEGINS)
    decided = begun.aggregate(last=Max("at"))["last"]
    told = dict(
        Feedback.objects.filter(matter=matter)
        .values_list("contact")
        .annotate(last=Max("at"))
        .values_list("contact", "last")
    )
    return {
        one.contact_id
        for one in sent
        if rules.must_answer_anew(
            told=told.get(one.contact_id), sent=one.at, back=one.ended_at, decided=decided
        )
    }


def standing(contact: Contact) -> Misdirected | None:
    return Misdirected.objects.filter(contact=contact, ended_at__isnull=True).first()


def outcome_of(one: Misdirected, *, at: datetime) -> str:
    """What a professional reads as the outcome."""
    place = one.elsewhere_words or label(PLACES, one.elsewhere, at=at)
    words = "Sent on by us, since it belongs elsewhere: {}" if one.passed_on else "It belongs elsewhere: {}"
    return words.format(place)[:500]

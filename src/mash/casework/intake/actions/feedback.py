"""Tell the referrer what happened, as far as their class may know, or record why not."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from mash.casework.intake import events
from mash.casework.intake.models import Contact, Feedback
from mash.casework.matters.actions import read_only, works_on
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import publish, queue_message
from mash.registers.accounts.rules import may
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import working_between


@transaction.atomic
def give_feedback(
    *,
    by: Actor,
    at: datetime,
    contact: Contact,
    outcome: str = "",
    reason: str = "",
    withheld_reason: str = "",
) -> Feedback | Refused:
    """Make the answer available to the referrer and tell them, by reference only, that it is there.

    A professional gets `outcome` and `reason`; the public are told that it was received and considered.
    With `withheld_reason` nobody is told, and that is recorded. Working minutes from receipt are kept.
    """
    about = [Ref("contact", contact.ref), Ref("matter", contact.matter.ref)]
    allowed = may(by, "intake:feedback:give")
    if allowed and not works_on(contact.matter):
        allowed = read_only()
    if not allowed:
        return refuse("intake:feedback:give", allowed, by=by, at=at, about=about)
    referrer = contact.referrer
    professional = referrer.klass == "professional"
    calendar = calendar_for(contact.matter.desk.key, at=at)
    minutes = working_between(calendar, contact.received_at, at) // timedelta(minutes=1)
    feedback = Feedback.objects.create(
        matter=contact.matter,
        contact=contact,
        klass=referrer.klass,
        outcome=outcome if professional and not withheld_reason else "",
        reason=reason if professional and not withheld_reason else "",
        withheld_reason=withheld_reason,
        by=str(by),
        by_name=by.name,
        at=at,
        minutes_taken=minutes,
    )
    append(
        events.FEEDBACK_GIVEN,
        by=by,
        at=at,
        about=about,
        payload={"klass": referrer.klass, "withheld": bool(withheld_reason), "minutes": minutes},
    )
    if not withheld_reason and referrer.email:
        queue_message(
            to=referrer.email,
            channel="email",
            template="outcome_ready",
            reference=contact.ref,
            at=at,
            language=contact.language,
            link="/return",
        )
    publish(events.FEEDBACK_GIVEN.name, at=at, contact=contact.ref, matter=contact.matter.ref)
    return feedback

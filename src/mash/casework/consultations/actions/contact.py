"""A contact comes of advice: made from it in one step, or arrived and joined; the link can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.consultations import events
from mash.casework.consultations.actions.common import hold, no, note, refs
from mash.casework.consultations.models import Asker, Consultation
from mash.casework.consultations.rules import PersonNamed
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import Arrival, PersonSaid, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.registers.standards.queries import codes


@transaction.atomic
def make_contact(
    *,
    by: Actor,
    at: datetime,
    consultation: Consultation,
    people: Sequence[PersonNamed] = (),
    version: int | None = None,
) -> Contact | Refused:
    """Make a contact of what is known: who asked, about whom, what, the danger and the level. Nothing is typed twice.

    `people` are those of advice without names, who are named now. Twice is one contact. Whoever asked gets a receipt if they
    left an address, and its clock runs from now.
    """
    held = hold(consultation, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    if held.contact is not None:
        return held.contact
    named = [PersonNamed(role=one.role, said=one.said) for one in held.people.all()] or list(people)
    if not named:
        why = Refused("consultations:contact:nobody", _("Say whom it is about: a name, or a description."))
        return no(held, why, by=by, at=at)
    if held.emptied_at is not None:
        why = Refused("consultations:contact:emptied", _("What was asked is gone: its time was over."))
        return no(held, why, by=by, at=at)
    contact = receive(by=by, at=at, arrival=_arrival(held, named, at))
    _came_of_it(held, contact, "made-here", by=by, at=at)
    append(
        events.MADE,
        by=by,
        at=at,
        about=refs(held),
        payload={"contact": contact.ref, "second": not held.named},
    )
    return contact


def _arrival(consultation: Consultation, people: Sequence[PersonNamed], at: datetime) -> Arrival:
    who: Asker = consultation.asker
    latest = consultation.advice.exclude(level=None).last()
    public = {one.code for one in codes("source-of-referral", at=at, referrer="public")}
    worry = consultation.question
    if consultation.meanwhile:
        worry = f"{worry}\n\n{_('What they do meanwhile:')} {consultation.meanwhile}"
    return Arrival(
        hub=consultation.desk.hub.key,
        population=consultation.desk.population,  # type: ignore[arg-type] # a desk's is one of the two
        kind="referral",
        channel="telephone",
        worry=worry,
        danger_now=consultation.danger_now,
        people=tuple(PersonSaid(role=one.role, said=one.said) for one in people),
        referrer=ReferrerSaid(
            klass="public" if consultation.source in public else "professional",
            name=who.name,
            role=who.role,
            agency=who.agency,
            phone=who.phone,
            email=who.email,
        ),
        source=consultation.source,
        level_suggested=latest.level if latest else None,
        draft=f"advice:{consultation.ref}",
    )


@transaction.atomic
def join(
    *, by: Actor, at: datetime, consultation: Consultation, contact: Contact, version: int | None = None
) -> Consultation | Refused:
    """Say that a contact which arrived came of this advice."""
    held = hold(consultation, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    if held.contact_id == contact.pk:
        return held
    if held.contact is not None:
        why = Refused(
            "consultations:contact:joined", _("Another contact came of it already: part them first.")
        )
        return no(held, why, by=by, at=at)
    if contact.received_at < held.asked_at or contact.matter.hub_id != held.hub_id:
        why = Refused(
            "consultations:contact:before", _("A contact comes of advice only after it, and at the same hub.")
        )
        return no(held, why, by=by, at=at)
    _came_of_it(held, contact, "arrived", by=by, at=at)
    append(events.JOINED, by=by, at=at, about=refs(held), payload={"contact": contact.ref})
    return held


def _came_of_it(held: Consultation, contact: Contact, outcome: str, *, by: Actor, at: datetime) -> None:
    note(held, "joined", code=outcome, contact=contact.ref, by=by, at=at)
    move(
        held,
        contact=contact,
        matter=contact.matter,
        state="ended",
        outcome=outcome,
        ended_at=at,
        due_at=None,
        chase_at=None,
    )


@transaction.atomic
def part(
    *, by: Actor, at: datetime, consultation: Consultation, reason: str, version: int | None = None
) -> Consultation | Refused:
    """Say that the contact is about something else: the referral is waited for again, where one was advised.

    What was made from the advice stays joined: it is the advice's own.
    """
    held = hold(consultation, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    if held.contact is None or held.outcome == "made-here":
        why = Refused(
            "consultations:contact:own", _("It was made from this advice: it cannot be parted from it.")
        )
        return no(held, why, by=by, at=at)
    if held.contact.matter.restriction != "open":
        # Parted, the question would be the whole hub's again, and tell of a case that it is not to know of.
        why = Refused(
            "consultations:contact:restricted",
            _("The case is kept to named people: open it to the hub first."),
        )
        return no(held, why, by=by, at=at)
    if not reason.strip():
        return no(held, Refused("consultations:contact:reason", _("Say why.")), by=by, at=at)
    contact, about = held.contact, refs(held, Ref("matter", held.contact.matter.ref))
    note(held, "parted", text=reason, contact=contact.ref, by=by, at=at)
    waits = held.advised_at is not None
    given = held.advice.exists()
    move(
        held,
        contact=None,
        matter=None,
        state="waiting" if waits else "given" if given else "open",
        outcome="",
        ended_at=None,
        due_at=at if waits else None,
        chase_at=at if waits else None,
    )
    append(events.PARTED, by=by, at=at, about=about, payload={"contact": contact.ref})
    return held

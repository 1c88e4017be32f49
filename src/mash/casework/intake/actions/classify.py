"""Record what a contact is, and which contacts are about one incident."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.intake import events
from mash.casework.intake.models import Classification, Contact
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict, reference
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may


@transaction.atomic
def classify(
    *, by: Actor, at: datetime, contact: Contact, kind: str, rationale: str
) -> Classification | Refused:
    """Record the decision that a contact is of this kind. The clock keeps running from the contact."""
    about = [Ref("contact", contact.ref), Ref("matter", contact.matter.ref)]
    allowed = may(by, "intake:contact:classify")
    if not allowed:
        return refuse("intake:contact:classify", allowed, by=by, at=at, about=about)
    if kind not in dict(Contact.KINDS):
        raise ValueError(kind)
    found = Classification.objects.create(
        matter=contact.matter,
        contact=contact,
        kind=kind,
        rationale=rationale,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(events.CLASSIFIED, by=by, at=at, about=about, payload={"kind": kind})
    return found


@transaction.atomic
def link(*, by: Actor, at: datetime, contact: Contact, other: Contact) -> str | Refused:
    """Say that two contacts are about one incident: each keeps its referrer, its clock and its text.

    Returns the incident that they now share.
    """
    about = [Ref("contact", one.ref) for one in (contact, other)]
    about += [Ref("matter", one.matter.ref) for one in (contact, other)]
    # A service joins what its sender said belongs together, under a reference that the hub gave them.
    allowed: Verdict = ALLOWED if by.kind == "service" else may(by, "intake:contact:link")
    if not allowed:
        return refuse("intake:contact:link", allowed, by=by, at=at, about=about)
    incident = other.incident or contact.incident or reference()
    both = [one for one in (contact.incident, other.incident) if one]
    Contact.objects.filter(incident__in=both).update(incident=incident)
    for one in (contact, other):
        one.incident = incident
        one.save(update_fields=["incident"])
    append(events.LINKED, by=by, at=at, about=about, payload={"incident": incident})
    return incident

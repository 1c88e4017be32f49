"""Record what a contact is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.intake import events, ports
from mash.casework.intake.models import Classification, Contact
from mash.foundation.kernel import Actor, Ref, Refused
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
    for told in ports.on_classified:
        told(found, by, at)
    return found

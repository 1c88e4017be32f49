"""Say who else a case is about: nobody is guessed from what a contact says in free text."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mash.casework.cases import events
from mash.casework.cases.actions.triage import about, hold
from mash.casework.cases.models import Case
from mash.casework.intake.events import RECEIVED
from mash.casework.intake.models import Contact
from mash.casework.joining.actions import mark
from mash.casework.matters.actions import add_subject
from mash.casework.matters.holding import save
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import publish
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people.actions import receive_record
from mash.registers.people.rules import Said, name

IDENTIFY = "people:record:identify"


@transaction.atomic
def add_person(
    *, by: Actor, at: datetime, case: Case, contact: Contact, role: str, said: Said
) -> Subject | Refused:
    """Add to a case somebody whom a contact of it names; `said` is what it says of them, `role` one of Subject.ROLES.

    The record is of that contact, so that it is weighed against who is known as if the contact had come with it.
    """
    allowed = may(by, IDENTIFY)
    if not allowed:
        return refuse(IDENTIFY, allowed, by=by, at=at, about=about(case))
    held = hold(case, IDENTIFY, by=by, at=at)
    if isinstance(held, Refused):
        return held
    before = list(Subject.objects.filter(matter=held.matter).select_related("record").order_by("place", "pk"))
    same = next((one for one in before if (one.role, one.record.said) == (role, said)), None)
    if same is not None:
        return same
    with as_service("intake"):
        record = receive_record(at=at, said=said, source=Ref("contact", contact.ref))
        last = Subject.objects.filter(matter=held.matter).aggregate(last=Max("place"))["last"]
        place = 0 if last is None else last + 1
        subject = add_subject(matter=held.matter, record=record, role=role, place=place)
    if role == "subject":
        names = [name(one.record.said) for one in (*before, subject) if one.role == "subject"]
        held.title, held.people = ", ".join(names)[:300], len(names)
    save(held, "title", "people")
    mark(contact)
    append(
        events.PERSON_ADDED, by=by, at=at, about=about(held), payload={"role": role, "place": subject.place}
    )
    publish(RECEIVED.name, at=at, contact=contact.ref, matter=held.matter.ref)
    return subject

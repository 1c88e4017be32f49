"""Contacts have arrived: open their cases and start their clocks, in the receiving transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mash.casework.cases import events
from mash.casework.cases.actions import clocks
from mash.casework.cases.models import Case, Clock
from mash.casework.cases.rules import urgency
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import Happened, append_all
from mash.registers.people.rules import name


def open_cases(contacts: Sequence[Contact], by: Actor, at: datetime) -> None:
    """A case for each contact. Called by intake, as the service `intake`."""
    names: dict[int, list[str]] = {one.matter_id: [] for one in contacts}
    subjects = Subject.objects.filter(matter__in=names, role="subject").select_related("record")
    for one in subjects.order_by("matter_id", "place"):
        names[one.matter_id].append(name(one.record.said))
    cases = [_case(one, names[one.matter_id] or ["Name not known"]) for one in contacts]
    started: list[Clock] = []
    for case, contact in zip(cases, contacts, strict=True):
        own = _clocks(case, contact, at=at)
        clocks.copy_next_due(case, (one for one in own if one.stopped_at is None))
        started += own
    Case.objects.bulk_create(cases)
    Clock.objects.bulk_create(started)
    append_all(
        (Happened(events.OPENED, [Ref("matter", one.matter.ref)], {"urgency": one.urgency}) for one in cases),
        by=by,
        at=at,
    )


def _case(contact: Contact, names: list[str]) -> Case:
    return Case(
        matter=contact.matter,
        desk_id=contact.matter.desk_id,
        received_at=contact.received_at,
        urgency=urgency(danger_now=contact.danger_now, rating=""),
        title=", ".join(names)[:300],
        people=len(names),
    )


def _clocks(case: Case, contact: Contact, *, at: datetime) -> list[Clock]:
    made = [
        clocks.clock_of(case, step, at=at, started=contact.received_at) for step in ("acknowledge", "rate")
    ]
    found = [clock for clock in made if clock is not None]
    for clock in found:
        if clock.step == "acknowledge":
            # The receipt that the sender saw is the acknowledgement; the decision has its own clock.
            clock.stopped_at = contact.acknowledged_at
    return found

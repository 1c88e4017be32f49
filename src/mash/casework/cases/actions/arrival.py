"""A contact has arrived: open its case and start its clocks, in the receiving transaction."""

from __future__ import annotations

from datetime import datetime

from mash.casework.cases import events
from mash.casework.cases.actions import clocks
from mash.casework.cases.models import Case
from mash.casework.cases.rules import urgency
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.registers.people.rules import name


def open_case(contact: Contact, by: Actor, at: datetime) -> None:
    """Called by intake, as the service `intake`."""
    matter = contact.matter
    subjects = [one for one in matter.subjects.select_related("record") if one.role == "subject"]
    names = [name(one.record.said) for one in subjects] or ["Name not known"]
    case = Case(
        matter=matter,
        desk_id=matter.desk_id,
        received_at=contact.received_at,
        urgency=urgency(danger_now=contact.danger_now, rating=""),
        title=", ".join(names)[:300],
        people=len(names),
    )
    case.save()
    for step in ("acknowledge", "rate"):
        clocks.start(case, step, at=at, started=contact.received_at)
    if contact.acknowledged_at is not None:
        # The receipt that the sender saw is the acknowledgement; the decision has its own clock.
        clocks.stop(case, "acknowledge", at=contact.acknowledged_at)
    clocks.set_next_due(case)
    case.save(update_fields=[*clocks.DUE_FIELDS])
    append(events.OPENED, by=by, at=at, about=[Ref("matter", matter.ref)], payload={"urgency": case.urgency})

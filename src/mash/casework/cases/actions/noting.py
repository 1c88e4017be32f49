"""A case that asks for no decision of its own: what it tells belongs to another case, or is noted. And back again.

The callers are actions of the floors above, with a reason and an entry of their own. Nothing of the case is lost: its contact,
text, referrer and clocks stay, the referrer is answered, and it closes as every case does, with the clearance step.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from mash.casework.cases import events, rules
from mash.casework.cases.actions import clocks
from mash.casework.cases.actions.triage import about, may_now
from mash.casework.cases.models import Case, Closing
from mash.casework.matters.holding import save
from mash.foundation.kernel import Actor, Verdict
from mash.foundation.ledger import append

QUIET: Final = 5
"""Its place among the risks: what it tells is read elsewhere, by a clock of its own."""


@transaction.atomic
def note_case(*, by: Actor, at: datetime, case: Case) -> Verdict:
    """Let a held case ask for no decision any more; its clock for the answer to the referrer starts."""
    allowed = may_now(by, "note", case)
    if not allowed:
        return allowed
    before = case.state
    clocks.stop(case, "acknowledge", "rate", "decide", at=at)
    clocks.start(case, "feedback", at=at, started=at)
    clocks.set_next_due(case)
    case.state, case.urgency = "noted", QUIET
    save(case, "state", "urgency", *clocks.DUE_FIELDS)
    append(events.NOTED_ONLY, by=by, at=at, about=about(case), payload={"before": before})
    return allowed


@transaction.atomic
def take_up(*, by: Actor, at: datetime, case: Case, state: str) -> Case:
    """Let a held case that was noted, closed or not, be a concern of its own again, with its clocks as from its receipt."""
    clocks.stop(case, "feedback", "clear", at=at)
    # Whoever asked to close it closes something else now.
    Closing.objects.filter(matter=case.matter, ended_at__isnull=True).update(ended_at=at, outcome="changed")
    contact = case.matter.contacts.order_by("received_at").first()
    if contact is not None and contact.acknowledged_at is None:
        clocks.start(case, "acknowledge", at=at, started=case.received_at)
    step = "decide" if case.rating else "rate"
    began = clocks.decides_from(case, case.rating) if case.rating else case.received_at
    clocks.start(case, step, at=at, started=began, rating=case.rating)
    clocks.set_next_due(case)
    case.state, case.closed_at = state, None
    case.urgency = rules.urgency(danger_now=contact.danger_now if contact else "no", rating=case.rating)
    save(case, "state", "urgency", "closed_at", *clocks.DUE_FIELDS)
    append(events.TAKEN_UP, by=by, at=at, about=about(case), payload={"state": state})
    return case

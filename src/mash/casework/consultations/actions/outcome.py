"""What came of a referral that was advised: whoever asked says it, and where none is needed a second person looks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.consultations import events, rules, times
from mash.casework.consultations.actions.common import first, hold, no, note, refs
from mash.casework.consultations.models import Consultation
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.registers.standards.queries import codes

OUTCOMES = "consultation-outcome"
NOT_NEEDED = "not-needed"


@transaction.atomic
def tell(
    *,
    by: Actor,
    at: datetime,
    consultation: Consultation,
    outcome: str,
    text: str,
    version: int | None = None,
) -> Consultation | Refused:
    """Record what whoever asked says came of it. That it is not needed ends nothing: somebody else looks again."""
    held = hold(consultation, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_end(state=held.state)
    if allowed and outcome not in {one.code for one in codes(OUTCOMES, at=at) if one.says("from", "asker")}:
        allowed = Refused("consultations:outcome:code", _("Choose what came of it."))
    if allowed and not text.strip():
        allowed = Refused(
            "consultations:outcome:text", _("Write down where it was made, or why it is not needed.")
        )
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    note(held, "told", code=outcome, text=text, by=by, at=at)
    if outcome == NOT_NEEDED:
        due = times.due(held.desk, "second-look", started=at)
        move(held, state="second-look", due_at=due, chase_at=None)
    else:
        move(held, state="ended", outcome=outcome, ended_at=at, due_at=None, chase_at=None)
    append(events.TOLD, by=by, at=at, about=refs(held), payload={"outcome": outcome})
    return held


@transaction.atomic
def look(
    *,
    by: Actor,
    at: datetime,
    consultation: Consultation,
    agrees: bool,
    text: str,
    version: int | None = None,
) -> Consultation | Refused:
    """The second look by another person: none is needed, or it is waited for as before, and the hub may make it itself."""
    held = hold(consultation, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    told = first(held.steps.all(), "told")
    allowed = rules.may_look(state=held.state, told_by=told.by_user if told else None, by=by.user)
    if allowed and not text.strip():
        allowed = Refused("consultations:look:text", _("Say why."))
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    note(held, "looked", code="yes" if agrees else "no", text=text, by=by, at=at)
    if agrees:
        move(held, state="ended", outcome=NOT_NEEDED, ended_at=at, due_at=None)
    else:
        # It is late already: it stands with what is overdue until the hub makes it or it comes.
        move(held, state="waiting", due_at=at, chase_at=times.due(held.desk, "chase", started=at))
    append(events.LOOKED, by=by, at=at, about=refs(held), payload={"agreed": agrees})
    return held

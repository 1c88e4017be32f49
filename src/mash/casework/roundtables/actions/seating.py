"""Another chair, or somebody else who takes the minutes: whoever was to may have fallen out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.matters.holding import move as move_row
from mash.casework.roundtables import events, people, rules
from mash.casework.roundtables.actions.calling import invite_user
from mash.casework.roundtables.actions.common import CALL, hold, no, note, refs
from mash.casework.roundtables.models import Meeting
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.registers.accounts.models import User


@transaction.atomic
def seat(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    chair: User,
    minute_taker: User,
    reason: str,
    version: int | None = None,
) -> Meeting | Refused:
    """Say who chairs and who takes the minutes from now on, with a reason, until the minutes are approved.

    Whoever is new may sit at this table, and the chair may chair its kind; they are invited. Pressed twice it is one.
    """
    held = hold(meeting, by=by, at=at, permission=CALL)
    if isinstance(held, Refused):
        return held
    other_chair, other_taker = chair.pk != held.chair_id, minute_taker.pk != held.minute_taker_id
    if not other_chair and not other_taker:
        return held
    allowed = rules.may_seat(held.state, reason=reason)
    if allowed and version is not None and version != held.version:
        allowed = rules.changed()
    new = [one for one, other in ((chair, other_chair), (minute_taker, other_taker)) if other]
    for one in new:
        if allowed:
            allowed = people.may_sit(one, held.matter, at=at)
    if allowed and other_chair:
        roles = [one.role for one in people.held_by(chair, held.hub, at=at)]
        # As its kind was when it was called: a kind may have ended since.
        kind = people.kind_of(held.kind, at=held.called_at)
        allowed = rules.may_chair(roles, chairs=people.listed(kind, "chairs"))
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=CALL)
    for one in new:
        invited = invite_user(held, one, by=by, at=at)
        if isinstance(invited, Refused):
            transaction.set_rollback(True)
            return invited
    move_row(
        held,
        chair=chair,
        chair_name=chair.name,
        minute_taker=minute_taker,
        minute_taker_name=minute_taker.name,
    )
    note(held, "seated", by=by, at=at, text=reason)
    payload = {"chair": other_chair, "minute-taker": other_taker}
    append(events.SEATED, by=by, at=at, about=refs(held), payload=payload)
    return held

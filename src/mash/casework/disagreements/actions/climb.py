"""Up the ladder: by either side, or by the clock where a step's time is over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.disagreements import events, rules
from mash.casework.disagreements.actions.common import hold, no, note, refs, stands, tell
from mash.casework.disagreements.models import Disagreement
from mash.casework.disagreements.rules import side_of
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service


@transaction.atomic
def move_up(
    *,
    by: Actor,
    at: datetime,
    disagreement: Disagreement,
    reason: str,
    straight: bool = False,
    version: int | None = None,
) -> Disagreement | Refused:
    """Move it up one step, or an urgent one `straight` to the leads."""
    held = hold(disagreement, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    last = held.last_step
    allowed = rules.may_move_up(
        state=held.state, step=held.step, last=last, urgent=held.urgent, straight=straight, reason=reason
    )
    to = (
        rules.straight_to(held.step, last=last, urgent=held.urgent)
        if straight
        else rules.next_step(held.step, last=last)
    )
    if isinstance(allowed, Refused) or to is None:
        why = allowed if isinstance(allowed, Refused) else rules.ended()
        return no(held, why, by=by, at=at)
    was, side = held.step, side_of(by.role)
    due = stands(held, to, at=at)
    note(held, "moved", by=by, at=at, side=side, text=reason)
    append(
        events.MOVED,
        by=by,
        at=at,
        about=refs(held),
        payload={"side": side, "from": was, "to": to, "due": due.isoformat()},
    )
    if side == "hub":
        tell(held, at=at)
    return held


def to_climb(*, at: datetime, limit: int = 200) -> list[int]:
    """The numbers of those whose step's time is over and that are not at the last, the longest stalled first."""
    with as_service("disagreements"):
        found = Disagreement.objects.filter(state="open", climbs_at__lte=at).order_by("climbs_at", "pk")
        return list(found.values_list("pk", flat=True)[:limit])


@transaction.atomic
def climb(*, by: Actor, at: datetime, number: int) -> bool:
    """Move a stalled one up, once. False where it was moved or settled meanwhile."""
    with as_service("disagreements"):
        held = (
            Disagreement.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("desk", "agency")
            .filter(pk=number, state="open", climbs_at__lte=at)
            .first()
        )
        to = rules.next_step(held.step, last=held.last_step) if held else None
        if held is None or to is None:
            return False
        was = held.step
        # The next step has its whole time from now, however late the worker came.
        due = stands(held, to, at=at)
        note(held, "clock", by=by, at=at)
        append(
            events.ESCALATED,
            by=by,
            at=at,
            about=refs(held),
            payload={"from": was, "to": to, "due": due.isoformat()},
        )
        tell(held, at=at)
    return True

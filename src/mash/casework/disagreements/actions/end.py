"""How it ends: settled between the two, decided by the chair, or withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.disagreements import events, rules
from mash.casework.disagreements.actions.common import DECIDE, hold, no, note, outcomes, refs, tell
from mash.casework.disagreements.models import Disagreement
from mash.casework.disagreements.rules import side_of
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append


@transaction.atomic
def settle(
    *,
    by: Actor,
    at: datetime,
    disagreement: Disagreement,
    outcome: str,
    text: str,
    version: int | None = None,
) -> Disagreement | Refused:
    """Record what the two sides settled. Both sides' views are on record by then."""
    held = hold(disagreement, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_settle(
        state=held.state,
        step=held.step,
        last=held.last_step,
        heard={held.opened_from, *held.views.values_list("side", flat=True)},
        outcome=outcome,
        outcomes=outcomes(at),
        text=text,
    )
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    side = side_of(by.role)
    _end(held, "settled", outcome, text, at=at)
    note(held, "settled", by=by, at=at, side=side, text=text)
    append(events.SETTLED, by=by, at=at, about=refs(held), payload={"outcome": outcome, "step": held.step})
    if side == "hub":
        tell(held, at=at)
    return held


@transaction.atomic
def decide(
    *,
    by: Actor,
    at: datetime,
    disagreement: Disagreement,
    outcome: str,
    text: str,
    name: str,
    post: str,
    version: int | None = None,
) -> Disagreement | Refused:
    """Record what was decided at the last step, and who decided it, by name and post."""
    held = hold(disagreement, by=by, at=at, version=version, permission=DECIDE)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_decide(
        state=held.state,
        step=held.step,
        last=held.last_step,
        outcome=outcome,
        outcomes=outcomes(at),
        text=text,
        name=name,
        post=post,
    )
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=DECIDE)
    _end(held, "settled", outcome, text, at=at)
    note(
        held, "decided", by=by, at=at, side="hub", text=text, chair_name=name.strip(), chair_post=post.strip()
    )
    append(events.DECIDED, by=by, at=at, about=refs(held), payload={"outcome": outcome, "step": held.step})
    tell(held, at=at)
    return held


@transaction.atomic
def withdraw(
    *, by: Actor, at: datetime, disagreement: Disagreement, reason: str, version: int | None = None
) -> Disagreement | Refused:
    """The side that opened it takes it back, with a reason."""
    held = hold(disagreement, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    side = side_of(by.role)
    allowed = rules.may_withdraw(state=held.state, side=side, opened_from=held.opened_from, reason=reason)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    _end(held, "withdrawn", "", reason, at=at)
    note(held, "withdrawn", by=by, at=at, side=side, text=reason)
    append(events.WITHDRAWN, by=by, at=at, about=refs(held), payload={"side": side, "step": held.step})
    if side == "hub":
        tell(held, at=at)
    return held


def _end(held: Disagreement, state: str, outcome: str, text: str, *, at: datetime) -> None:
    move(held, state=state, outcome=outcome, outcome_text=text, ended_at=at, due_at=None, climbs_at=None)

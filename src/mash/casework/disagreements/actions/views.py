"""Each side says its view, in its own words, at the step where it stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.disagreements import events, rules
from mash.casework.disagreements.actions.common import hold, no, refs, tell
from mash.casework.disagreements.models import Disagreement, View
from mash.casework.disagreements.rules import side_of
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append


@transaction.atomic
def say(
    *,
    by: Actor,
    at: datetime,
    disagreement: Disagreement,
    text: str,
    took_part: str = "",
    version: int | None = None,
) -> View | Refused:
    """Add a side's view; what was said before stands as it was said."""
    held = hold(disagreement, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_say(state=held.state, text=text)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    view = View.objects.create(
        matter_id=held.matter_id,
        disagreement=held,
        step=held.step,
        side=side_of(by.role),
        text=text,
        took_part=took_part,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    move(held)
    append(
        events.VIEWED_BY_SIDE,
        by=by,
        at=at,
        about=refs(held),
        payload={"side": view.side, "step": view.step},
    )
    if view.side == "hub":
        tell(held, at=at)
    return view

"""The line drops: the caller is called back in time, each attempt is kept, and a person decides if nobody is reached."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.calls import events, rules, times
from mash.casework.calls.actions.common import hold, no, note, refs
from mash.casework.calls.models import Call
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append


@transaction.atomic
def drop(*, by: Actor, at: datetime, call: Call, version: int | None = None) -> Call | Refused:
    """The line dropped: call back by the hub's own time. Without a number a person decides at once."""
    held = hold(call, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    if held.state in {"dropped", "unreached"}:
        return held
    allowed = rules.may_drop(state=held.state)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    number = bool(held.caller.get("phone"))
    note(held, "dropped", by=by, at=at)
    if number:
        due = times.due(held.desk, "call-back", started=at) or at
        move(held, state="dropped", due_at=due, tried=0)
    else:
        move(held, state="unreached", due_at=at, tried=0)
    append(events.DROPPED, by=by, at=at, about=refs(held), payload={"number": number})
    return held


@transaction.atomic
def try_again(
    *, by: Actor, at: datetime, call: Call, reached: bool, after: int, text: str = ""
) -> Call | Refused:
    """An attempt to call back: reached, the call goes on; not reached, another is due, and after the last a person decides.

    `after` is how many attempts there had been when it was made: the same attempt recorded twice is one.
    """
    held = hold(call, by=by, at=at)
    if isinstance(held, Refused):
        return held
    if held.tried == after + 1:
        return held
    allowed = rules.may_try(state=held.state) if held.tried == after else rules.changed()
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    many = held.tried + 1
    note(held, "reached" if reached else "tried", text=text, by=by, at=at)
    if reached:
        move(held, state="live", due_at=None, tried=many)
    else:
        state = rules.after_try(tried=many, most=times.times("call-back", at=at))
        again = times.due(held.desk, "call-back-again", started=at) if state == "dropped" else None
        move(held, state=state, due_at=again or at, tried=many)
    append(events.TRIED, by=by, at=at, about=refs(held), payload={"reached": reached, "times": many})
    return held

"""Take a call, and keep what is typed while it goes on."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from mash.casework.calls import events, rules
from mash.casework.calls.actions.common import TAKE, hold, no, note, refs
from mash.casework.calls.actions.more import tell_of_danger
from mash.casework.calls.models import Call
from mash.casework.calls.rules import Heard
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk


@transaction.atomic
def take(*, by: Actor, at: datetime, desk: Desk, once: str) -> Call | Refused:
    """Take a call at a desk of the actor's hub, in one press; the same button twice is one call."""
    allowed = may(by, TAKE)
    if isinstance(allowed, Refused):
        return refuse(TAKE, allowed, by=by, at=at)
    with connection.cursor() as cursor:
        # Of two presses the second waits here, and finds what the first has made.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"call:{once}"])
    earlier = Call.objects.filter(once=once).first()
    if earlier is not None:
        return earlier
    found = Call.objects.create(
        once=once,
        hub_id=desk.hub_id,
        desk=desk,
        by=str(by),
        by_name=by.name,
        officer_id=by.user,
        started_at=at,
        saved_at=at,
    )
    append(events.TAKEN, by=by, at=at, about=refs(found))
    return found


@transaction.atomic
def save(
    *, by: Actor, at: datetime, call: Call, heard: Heard, version: int, page: str = "", left: bool = False
) -> Call | Refused:
    """Keep what is typed, as it was typed. After the end nothing is kept any more: the page keeps it.

    What the notes lose is kept beside them, so that neither an empty nor a late save takes anything away. `page` names
    the open page, `left` says that it was left by a button. That somebody is in danger now is told to the case where a
    contact was made already.
    """
    held = hold(call, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_save(state=held.state)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    if rules.takes_away(held.notes, heard.notes):
        note(held, "notes", text=held.notes, by=by, at=at)
        append(events.CORRECTED, by=by, at=at, about=refs(held))
    before = held.danger_now
    move(
        held,
        notes=heard.notes,
        typed=dict(heard.typed),
        caller=dict(heard.caller),
        people=[dict(one) for one in heard.people],
        unread=[list(one) for one in heard.unread],
        danger_now=heard.danger_now,
        children=heard.children,
        place=heard.place,
        saved_at=at,
        page=page[:20],
        left=left,
    )
    tell_of_danger(held, before, by=by, at=at)
    return held

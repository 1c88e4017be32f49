"""The meeting sits: who is there, whether it may go on, and its end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.matters.holding import move as move_row
from mash.casework.roundtables import events, people, rules
from mash.casework.roundtables.actions.common import (
    WRITE,
    hold,
    hold_part,
    no,
    note,
    refs,
    state_once_held,
)
from mash.casework.roundtables.models import Invitation, Meeting
from mash.casework.roundtables.queries import invited, places
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append


@transaction.atomic
def attend(
    *,
    by: Actor,
    at: datetime,
    invitation: Invitation,
    came: str,
    name: str = "",
    version: int | None = None,
) -> Invitation | Refused:
    """Take down whether one of those invited is there, and who for them; `came` "" takes back what was taken down."""
    meeting = invitation.meeting
    state = state_once_held(meeting)
    held = hold_part(
        Invitation.objects.all(), invitation, meeting=meeting, by=by, at=at, permission=WRITE, version=version
    )
    if isinstance(held, Refused):
        return held
    allowed = rules.may_write(state)
    if allowed and (held.withdrawn_at is not None or came not in {"", *dict(Invitation.CAME)}):
        allowed = rules.missing()
    if allowed and rules.is_about(name.partition(",")[0], people.names_at(meeting)):
        allowed = rules.about_themself()
    if isinstance(allowed, Refused):
        return no(meeting, allowed, by=by, at=at, permission=WRITE)
    move_row(held, came=came, came_name=name.strip())
    append(events.ATTENDED, by=by, at=at, about=refs(meeting), payload={"came": came, "seat": held.seat})
    return held


@transaction.atomic
def begin(
    *, by: Actor, at: datetime, meeting: Meeting, without: str = "", version: int | None = None
) -> Meeting | Refused:
    """Begin, with the quorum there by the attendance taken; or `without` it, for the reason why it cannot wait."""
    held = hold(meeting, by=by, at=at, permission=WRITE, version=version)
    if isinstance(held, Refused):
        return held
    quorum = rules.present(held.seats, places(invited(held)))
    allowed = rules.may_begin(held.state, quorum, without=without)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=WRITE)
    reason = "" if quorum.reached else without.strip()
    move_row(held, state="sitting", began_at=at, without_quorum=reason)
    note(held, "began", by=by, at=at)
    if reason:
        note(held, "without", by=by, at=at, text=reason)
    append(
        events.BEGAN,
        by=by,
        at=at,
        about=refs(held),
        payload={
            "quorum": quorum.reached,
            "seats": sorted(quorum.there),
            "written": sorted(quorum.written),
        },
    )
    return held


@transaction.atomic
def end(*, by: Actor, at: datetime, meeting: Meeting, version: int | None = None) -> Meeting | Refused:
    """The meeting is over; its minutes may still be written."""
    held = hold(meeting, by=by, at=at, permission=WRITE, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_end(held.state)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=WRITE)
    move_row(held, state="ended", ended_at=at)
    note(held, "ended", by=by, at=at)
    append(events.ENDED, by=by, at=at, about=refs(held))
    return held

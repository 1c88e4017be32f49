"""What every step on a meeting begins with."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from mash.casework.matters.holding import hold as hold_row
from mash.casework.roundtables import rules
from mash.casework.roundtables.models import Invitation, Meeting, Step
from mash.casework.sharing.actions.telling import tell_agency
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.foundation.outbox.actions import queue_message

CALL: Final = "roundtables:meeting:call"
VIEW: Final = "roundtables:meeting:view"
WRITE: Final = "roundtables:minutes:write"
APPROVE: Final = "roundtables:minutes:approve"
ANSWER: Final = "roundtables:invitation:answer"


def refs(meeting: Meeting) -> list[Ref]:
    """What the ledger names of a meeting. The matter is found by the ledger itself: an agency does not know it."""
    return [Ref("round-table", meeting.ref)]


def no(meeting: Meeting, why: Refused, *, by: Actor, at: datetime, permission: str) -> Refused:
    return refuse(permission, why, by=by, at=at, about=refs(meeting))


def hold(
    meeting: Meeting, *, by: Actor, at: datetime, permission: str, version: int | None = None
) -> Meeting | Refused:
    """The meeting, locked, for the hub's people who may work on it; `version` is the one that the page showed."""
    rows = Meeting.objects.all()
    held = hold_row(rows, meeting, permission, by=by, version=version, changed=rules.changed)
    if isinstance(held, Refused):
        return no(meeting, held, by=by, at=at, permission=permission)
    # Read again after it was waited for: what is joined to it may be another's by now.
    return Meeting.objects.select_related(
        "matter__hub", "matter__desk__hub", "hub", "desk__hub", "chair", "minute_taker"
    ).get(pk=held.pk)


def hold_part[Row: Model](
    rows: Any, row: Row, *, meeting: Meeting, by: Actor, at: datetime, permission: str, version: int | None
) -> Row | Refused:
    """One part of a meeting, locked, for whoever may change it."""
    held: Row | Refused = hold_row(rows, row, permission, by=by, version=version, changed=rules.changed)
    return no(meeting, held, by=by, at=at, permission=permission) if isinstance(held, Refused) else held


def fresh(meeting: Meeting) -> Meeting:
    """The meeting as it stands now, as whoever asks sees it."""
    return Meeting.objects.get(pk=meeting.pk)


def state_once_held(meeting: Meeting) -> str:
    """Where the meeting stands, kept so until the transaction ends; "" for whom there is none.

    Whoever writes into it waits here for whoever approves it, and judges what it is by then. An agency, which may read a
    meeting and change nothing of it, waits as the hub does.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.round_table_state(%s)", [meeting.pk])
        row = cursor.fetchone()
    return str(row[0] or "") if row else ""


def own(invitation: Invitation, by: Actor) -> bool:
    """Whether whoever acts speaks for this invitation: the agency's researcher, or the hub's person themself."""
    if invitation.agency is not None:
        return by.role == "researcher" and by.agency == invitation.agency.key
    return invitation.user_id is not None and invitation.user_id == by.user


def note(meeting: Meeting, kind: str, *, by: Actor, at: datetime, text: str = "") -> Step:
    return Step.objects.create(
        matter_id=meeting.matter_id, meeting=meeting, kind=kind, text=text, by=str(by), by_name=by.name, at=at
    )


def tell(
    invitation: Invitation, meeting: Meeting, *, at: datetime, template: str = "round_table", link: str = ""
) -> None:
    """Write to whom is invited: the reference and where to read it, and nothing else."""
    link = link or f"/round-tables/{meeting.ref}/"
    if invitation.agency is not None:
        tell_agency(invitation.agency, template=template, reference=meeting.ref, link=link, at=at)
    elif invitation.user is not None:
        queue_message(
            to=invitation.user.email,
            channel="email",
            template=template,
            reference=meeting.ref,
            link=link,
            at=at,
        )

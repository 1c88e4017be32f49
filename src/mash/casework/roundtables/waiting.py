"""What of round tables waits: for who chairs or writes, for who is invited, and for who has an action or a copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from mash.casework.matters.tasks import Task, end_of
from mash.casework.roundtables.models import Action, Copy, Invitation, Meeting
from mash.foundation.kernel import Actor, Ref
from mash.registers.accounts.rules import may

SITS: Final = "roundtables:invitation:answer"


def waits_for(by: Actor, _at: datetime) -> Iterator[Task]:
    """As each seat has it: the hub's by the person, an agency's by the agency."""
    if by.user is None or not may(by, SITS):
        return
    agency = by.role == "researcher"
    if not agency:
        yield from _to_hold(by)
    yield from _invitations(by, agency=agency)
    yield from _actions(by, agency=agency)
    if agency:
        yield from _copies(by)


def _task(what: str, meeting: Meeting, **more: object) -> Task:
    made: dict[str, object] = {
        "what": what,
        "link": f"/round-tables/{meeting.ref}/",
        "ref": meeting.ref,
        "about": (Ref("round-table", meeting.ref),),
        **more,
    }
    return Task(**made)  # type: ignore[arg-type] # the keys are the task's own


def _to_hold(by: Actor) -> Iterator[Task]:
    mine = Q(chair_id=by.user) | Q(minute_taker_id=by.user)
    rows = Meeting.objects.filter(mine).exclude(state="off").filter(circulated_at__isnull=True)
    for one in rows:
        chairs = one.chair_id == by.user
        minutes = f"/round-tables/{one.ref}/minutes"
        if one.state in {"called", "sitting"}:
            what = _("Chair a round table") if chairs else _("Take the minutes of a round table")
            yield _task(what, one, since=one.called_at, due=one.meets_at)
        elif one.state == "ended" and chairs:
            yield _task(_("Approve the minutes of a round table"), one, link=minutes, since=one.ended_at)
        elif one.state == "ended":
            yield _task(
                _("Finish the minutes of a round table for the chair"), one, link=minutes, since=one.ended_at
            )
        elif one.minute_taker_id == by.user:
            yield _task(_("Send each agency its copy of the minutes"), one, link=minutes, since=one.ended_at)


def _invitations(by: Actor, *, agency: bool) -> Iterator[Task]:
    mine = {"agency__key": by.agency} if agency else {"user_id": by.user}
    rows = Invitation.objects.filter(says="", withdrawn_at__isnull=True, meeting__state="called", **mine)
    for one in rows.select_related("meeting"):
        if not agency and by.user in {one.meeting.chair_id, one.meeting.minute_taker_id}:
            continue
        yield _task(
            _("Say whether you come to a round table"),
            one.meeting,
            since=one.invited_at,
            due=one.meeting.meets_at,
        )


def _actions(by: Actor, *, agency: bool) -> Iterator[Task]:
    """An agency's, or those of the hub that name the reader; to a post of the hub they stand on the list of actions."""
    mine = {"agency__key": by.agency} if agency else {"agency": None, "hub__key": by.hub, "owner": by.name}
    for one in Action.objects.filter(done_at__isnull=True, **mine).select_related("meeting"):
        yield _task(
            _("Do what was agreed at a round table"),
            one.meeting,
            link="/round-tables/actions",
            since=one.at,
            due=end_of(one.due_on),
            whole_day=True,
        )


def _copies(by: Actor) -> Iterator[Task]:
    rows = Copy.objects.filter(agency__key=by.agency, acknowledged_at__isnull=True)
    for one in rows.select_related("meeting").defer("data", "pdf"):
        yield _task(
            _("Say that you have your copy of the minutes"),
            one.meeting,
            since=one.sent_at,
            due=one.due_at,
        )

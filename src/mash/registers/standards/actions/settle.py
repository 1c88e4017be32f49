"""Lay a draft open, approve or refuse it, bring it into force."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.clocks.versions import touch
from mash.registers.standards import events, floors
from mash.registers.standards.actions.install import end_present
from mash.registers.standards.actions.keep import DRAFT, about, held_draft, may_keep, said_of
from mash.registers.standards.documents import LINES, digest
from mash.registers.standards.errors import DocumentError
from mash.registers.standards.models import Approval, PracticeStandard
from mash.registers.standards.queries import (
    REGISTER,
    approvers,
    floors_for,
    least_approvers,
    parts_of,
    rows_of,
)
from mash.registers.standards.words import name

APPROVE = "standards:standard:approve"
State = PracticeStandard.State


@transaction.atomic
def lay_open(
    *, by: Actor, at: datetime, standard: PracticeStandard, users: Collection[int]
) -> PracticeStandard | Refused:
    """Fix a draft's text and name who approves it: board members of the hub, never whoever lays it open."""
    held = held_draft(standard, by=by, at=at)
    if isinstance(held, Refused):
        return held
    known = {seat.user_id: seat for seat in approvers(held.hub, at=at)}
    named = [known[user] for user in dict.fromkeys(users) if user in known and user != by.user]
    least = least_approvers(at=at)
    if len(named) < least:
        return Refused(
            "standards:approvers",
            _("Name at least %(least)d board members, others than yourself.") % {"least": least},
        )
    limits = floors_for(held.population, at=at)
    lines = {part: rows_of(held, part) for part in LINES}
    for part, key, fault in floors.faults(lines, held.population, limits):
        told = Refused(fault.code, f"{name(part, key, None, at=at)}: {fault.sentence}")
        return refuse(DRAFT, told, by=by, at=at, about=about(held))
    # Named before the text is fixed: from then on nobody is added.
    Approval.objects.bulk_create(
        Approval(
            standard=held,
            user_id=seat.user_id,
            name=seat.user.name,
            post=seat.job_title,
            agency=seat.agency.name if seat.agency else "",
        )
        for seat in named
    )
    held.state, held.digest = State.OPEN, digest(parts_of(held))
    held.save(update_fields=["state", "digest"])
    payload = said_of(held, digest=held.digest, approvers=len(named))
    append(events.LAID_OPEN, by=by, at=at, about=about(held), payload=payload)
    return held


@transaction.atomic
def judge(
    *, by: Actor, at: datetime, standard: PracticeStandard, verdict: str, reason: str = ""
) -> Approval | Refused:
    """Approve or refuse a version, as one of those named, in one's own seat; once. A refusal says why."""
    allowed = may(by, APPROVE)
    if allowed and by.hub != standard.hub:
        allowed = Refused("standards:other-hub", _("The board of the standard's own hub approves it."))
    if allowed and verdict not in {"approved", "refused"}:
        allowed = Refused("standards:no-verdict", _("Select whether you approve it."))
    if allowed and verdict == "refused" and not reason.strip():
        allowed = Refused("standards:no-reason", _("Say why you do not approve it."))
    if not allowed:
        return refuse(APPROVE, allowed, by=by, at=at, about=about(standard))
    # Nobody gives it up or brings it into force meanwhile. A board member may not write it, and so asks for it to be held.
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.hold_standard(%s)", [standard.pk])
    held = PracticeStandard.objects.get(pk=standard.pk)
    mine = Approval.objects.filter(standard=standard, user_id=by.user or 0)
    # What has been said is not to be locked any more: the database lets nobody change it.
    line = mine.select_for_update(of=("self",)).first() or mine.first()
    if line is None:
        return Refused("standards:not-named", _("You are not named to approve this version."))
    if line.verdict:
        same = line.verdict == verdict
        return line if same else Refused("standards:judged", _("You have said already what you think of it."))
    if held.state != State.OPEN:
        return Refused("standards:not-open", _("This version is not open for approval."))
    line.verdict, line.reason, line.at = verdict, reason, at
    line.save(update_fields=["verdict", "reason", "at"])
    payload = said_of(held, verdict=verdict, digest=held.digest)
    append(events.JUDGED, by=by, at=at, about=about(held), payload=payload)
    return line


@transaction.atomic
def bring_into_force(
    *, by: Actor, at: datetime, standard: PracticeStandard, starts: date
) -> PracticeStandard | Refused:
    """Let a version that all have approved hold from a day, today or later: the hub's present one ends that day.

    A case keeps the version that was in force on the day of its arrival, and each clock the time with which it began.
    """
    allowed = may_keep(by, standard.hub)
    if allowed and starts < at.astimezone(LONDON).date():
        allowed = Refused("standards:starts-earlier", _("A version comes into force today or later."))
    if not allowed:
        return refuse(DRAFT, allowed, by=by, at=at, about=about(standard))
    held = PracticeStandard.objects.select_for_update().get(pk=standard.pk)
    if held.state == State.IN_FORCE and held.valid_from == starts:
        return held
    approved = _approved(held)
    if not approved:
        return approved
    try:
        end_present(held.population, held.hub, starts)
    except DocumentError:
        return Refused(
            "standards:before-present",
            _("The hub's present version begins on that day or later: choose a later day."),
        )
    held.state, held.valid_from = State.IN_FORCE, starts
    held.save(update_fields=["state", "valid_from"])
    touch(REGISTER)
    payload = said_of(held, starts=starts.isoformat(), digest=held.digest)
    append(events.IN_FORCE, by=by, at=at, about=about(held), payload=payload)
    return held


def _approved(held: PracticeStandard) -> Verdict:
    """Whether each person named has approved a version that is open."""
    if held.state != State.OPEN:
        return Refused("standards:not-open", _("This version is not open for approval."))
    said = list(held.approvals.values_list("verdict", flat=True))
    if "refused" in said:
        return Refused("standards:refused", _("Somebody has refused it: give it up, and draft it anew."))
    if not said or "" in said:
        return Refused("standards:not-approved", _("Not everybody named has approved it yet."))
    return ALLOWED

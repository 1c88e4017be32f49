"""A person tells the school, or decides that it is not told; telephones where nobody has read it; or withdraws it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.encompass import events, rules
from mash.casework.encompass.models import Message, Notice
from mash.casework.encompass.permissions import WORK
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.holding import save
from mash.casework.sharing import deciding
from mash.casework.sharing.actions.share import record_share
from mash.casework.sharing.actions.telling import tell_agency
from mash.casework.sharing.deciding import Decided
from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.ledger.events import Event
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.agreements.queries import agency_party
from mash.registers.agreements.words import Names
from mash.registers.people.rules import Said
from mash.registers.standards.queries import codes

PURPOSE: Final = "help-child"
CATEGORIES: Final = ("identity", "domestic-abuse")
NOT_SENT: Final = "encompass-not-sent"
HELPS: Final = "encompass-helps"


def basis(notice: Notice, school: Agency, *, by: Actor, at: datetime) -> Decided:
    """What the agreements in force say of telling this school about this child."""
    about = deciding.populations([notice.subject], notice.matter, at=at)
    return deciding.passing_on(
        by=by,
        at=at,
        matter=notice.matter,
        recipient=agency_party(school),
        what=[(category, one) for category in CATEGORIES for one in about],
        purpose=PURPOSE,
    )


@transaction.atomic
def send(
    *,
    by: Actor,
    at: datetime,
    notice: Notice,
    school: Agency,
    helps: Sequence[str],
    confirmed: bool,
    version: int,
) -> Notice | Refused:
    """Tell the school's key adults, under a clause of the agreements in force and never without one.

    `confirmed` says that nobody at the school who would read it is, or is close to, somebody in the incident. `helps` are
    codes of HELPS. A second press finds it sent and changes nothing. Raises ValueError for another code.
    """
    held = _held(notice)
    if held.state == "sent" and held.version == version + 1 and held.school_id == school.pk:
        return held
    allowed = _allowed(by, held, version, "proposed")
    decided = basis(held, school, by=by, at=at) if allowed else None
    if decided is not None:
        allowed = decided.verdict(Names.read(at=at))
        if not confirmed:
            allowed = Refused(
                "encompass:not-confirmed",
                _("Confirm that nobody who would read it at the school is involved, or do not send it."),
            )
        elif not Agency.objects.filter(pk=school.pk, hubs=held.hub_id, kind__in=rules.SCHOOL_KINDS).exists():
            allowed = Refused("encompass:no-school", _("Choose a school that works with this hub."))
    if not allowed or decided is None:
        return _refused(allowed, held, by=by, at=at)
    if unknown := set(helps) - {one.code for one in codes(HELPS, at=at)}:
        raise ValueError(min(unknown))
    for part in decided:
        record_share(by=by, at=at, matter=held.matter, decided=part)
    said = cast("Said", held.subject.record.said)
    told = Message.objects.create(
        ref=held.ref,
        matter=held.matter,
        notice=held,
        agency=school,
        hub=held.hub,
        child=_name(said),
        date_of_birth=_born(said),
        occurred=str((held.contact.content.get("police") or {}).get("occurred", ""))[:100],
        helps=list(helps),
        sent_by_name=by.name,
        sent_at=at,
        due_at=held.due_at,
    )
    if held.school_id != school.pk:
        held.school, held.how = school, "picked"
    _decide(held, "sent", by=by, at=at)
    _note(events.SENT, held, by=by, at=at, agency=school.key, helps=list(helps))
    tell_agency(
        school, template="school_notice", reference=told.ref, link=f"/encompass/received/{told.ref}/", at=at
    )
    return held


@transaction.atomic
def not_send(
    *, by: Actor, at: datetime, notice: Notice, reason: str, note: str, version: int
) -> Notice | Refused:
    """Record that the school is not told, with a code of NOT_SENT and, where the code asks for it, words."""
    held = _held(notice)
    allowed = _allowed(by, held, version, "proposed")
    known = {one.code: one for one in codes(NOT_SENT, at=at)}
    if allowed and reason not in known:
        allowed = Refused("encompass:no-reason", _("Select why the school is not told."))
    elif allowed and known[reason].attributes.get("words") and not note.strip():
        allowed = Refused("encompass:no-words", _("Say in words why the school is not told."))
    if not allowed:
        return _refused(allowed, held, by=by, at=at)
    held.reason, held.note = reason, note.strip()
    _decide(held, "not-sent", by=by, at=at)
    _note(events.NOT_SENT, held, by=by, at=at, reason=reason)
    return held


@transaction.atomic
def call(*, by: Actor, at: datetime, notice: Notice, call: str, version: int) -> Notice | Refused:
    """Record what a telephone call to the school came to; `call` is of Notice.CALLS. Another call may follow."""
    held = _held(notice)
    allowed = _allowed(by, held, version, "sent")
    if allowed and call not in dict(Notice.CALLS):
        allowed = Refused("encompass:no-call", _("Select what the call came to."))
    if not allowed:
        return _refused(allowed, held, by=by, at=at)
    held.call, held.called_by_name, held.called_at = call, by.name, at
    save(held, "call", "called_by_name", "called_at")
    _note(events.CALLED, held, by=by, at=at, school=held.school.key if held.school else "", call=call)
    return held


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, notice: Notice, version: int) -> Notice | Refused:
    """Take back what was sent, such as to the wrong school: it is gone from the school in this transaction."""
    held = _held(notice)
    allowed = _allowed(by, held, version, "sent")
    if not allowed:
        return _refused(allowed, held, by=by, at=at)
    Message.objects.filter(notice=held).update(withdrawn_at=at)
    held.state = "withdrawn"
    save(held, "state")
    _note(events.WITHDRAWN, held, by=by, at=at, school=held.school.key if held.school else "")
    return held


def _held(notice: Notice) -> Notice:
    return (
        Notice.objects.select_for_update(of=("self",))
        .select_related("matter__desk", "matter__hub", "subject__record", "contact", "school", "hub")
        .get(pk=notice.pk)
    )


def _allowed(by: Actor, held: Notice, version: int, state: str) -> Verdict:
    allowed: Verdict = may(by, WORK)
    if allowed and not works_on(held.matter):
        return read_only()
    if allowed and (held.state != state or held.version != version):
        return Refused(
            "encompass:stale", _("Somebody else has worked on this notice meanwhile. Look at it again.")
        )
    return allowed


def _decide(held: Notice, state: str, *, by: Actor, at: datetime) -> None:
    held.state, held.decided_by, held.decided_by_name, held.decided_at = state, str(by), by.name, at
    save(held, "state", "decided_by", "decided_by_name", "decided_at", "reason", "note", "school", "how")


def _about(held: Notice) -> list[Ref]:
    refs = [held.notice_ref, Ref("matter", held.matter.ref)]
    return [*refs, Ref("agency", held.school.key)] if held.school else refs


def _note(event: Event, held: Notice, *, by: Actor, at: datetime, **facts: object) -> None:
    append(event, by=by, at=at, about=_about(held), payload={"notice": held.ref, **facts})


def _refused(allowed: Verdict, held: Notice, *, by: Actor, at: datetime) -> Refused:
    if not isinstance(allowed, Refused):
        raise TypeError(allowed)
    return refuse(WORK, allowed, by=by, at=at, about=_about(held))


def _name(said: Said) -> str:
    return " ".join(str(said.get(part) or "") for part in ("given_name", "family_name")).strip()[:300]


def _born(said: Said) -> str:
    born = said.get("born") or {}
    parts = [str(born[part]) for part in ("day", "month", "year") if born.get(part)]
    return "/".join(parts)[:40]

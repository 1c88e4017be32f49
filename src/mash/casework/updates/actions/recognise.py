"""Somebody says that a contact is an update of an open case, that it is a new concern, or that it was recognised wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from mash.casework.cases import events as cases
from mash.casework.cases.actions.noting import note_case, take_up
from mash.casework.cases.actions.triage import about as about_case
from mash.casework.cases.actions.triage import hold
from mash.casework.cases.models import Case
from mash.casework.intake.actions import classify
from mash.casework.intake.models import Classification, Contact
from mash.casework.matters.holding import save
from mash.casework.matters.models import Grant
from mash.casework.updates import events, rules
from mash.casework.updates.actions.common import RECOGNISE, lock, no, own_matter, refs
from mash.casework.updates.actions.routing import LENT, route
from mash.casework.updates.models import NewConcern, Receipt, Update
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may

ATTENTION: Final = "update"


def _both(case: Case, other: Case, *, by: Actor, at: datetime) -> tuple[Case, Case] | Refused:
    """Both cases, locked in one order whoever comes from where."""
    held = {}
    for one in sorted((case, other), key=lambda each: each.pk):
        got = hold(one, RECOGNISE, by=by, at=at)
        if isinstance(got, Refused):
            return got
        held[one.pk] = got
    return held[case.pk], held[other.pk]


@transaction.atomic
def recognise(
    *,
    by: Actor,
    at: datetime,
    contact: Contact,
    case: Case,
    to: Case,
    risk: str,
    reason: str,
    why: Iterable[str] = (),
    version: int | None = None,
) -> Update | Refused:
    """Accept a contact as an update of the open case `to`, and send it on. Said again it is the same.

    `case` is the contact's own, of this `version`: it asks for no decision any more, and closes when its referrer is answered.
    Where `to` is kept to named people, the contact's own case goes on unchanged: those who may not know learn nothing.
    """
    about = [Ref("contact", contact.ref)] if to.matter.restriction == "open" else []
    allowed = may(by, RECOGNISE)
    if not allowed:
        return refuse(RECOGNISE, allowed, by=by, at=at, about=about)
    held = _both(case, to, by=by, at=at)
    if isinstance(held, Refused):
        return held
    own, other = held
    standing = Update.objects.filter(
        contact=contact, matter=other.matter, state=Update.State.ACCEPTED
    ).first()
    if standing is not None:
        return standing
    given = rules.Given(
        state=own.state,
        other_state=other.state,
        other_open=other.closed_at is None,
        same=own.pk == other.pk,
        hub=own.matter.hub_id,
        other_hub=other.matter.hub_id,
        danger=contact.danger_now == "yes",
    )
    # Before what was typed is judged: it was typed about another version.
    allowed = (
        rules.changed()
        if version is not None and version != own.version
        else rules.may_recognise(given, risk=risk, reason=reason)
    )
    if isinstance(allowed, Refused):
        return refuse(RECOGNISE, allowed, by=by, at=at, about=about)
    known = other.matter.restriction == "open"
    made = Update.objects.create(
        matter=other.matter,
        hub=other.matter.hub,
        desk=other.desk,
        contact=contact,
        risk=risk,
        why=list(rules.ordered(set(why)) or ("chosen",)),
        reason=reason,
        was=own.state if known else "",
        at=at,
        by=str(by),
        by_name=by.name,
    )
    if known:
        done = note_case(by=by, at=at, case=own)
        said = classify(by=by, at=at, contact=contact, kind="update", rationale=reason)
        for each in (done, said):
            if isinstance(each, Refused):
                transaction.set_rollback(True)
                return each
    due = route(made, other, by=by, at=at)
    payload = {
        "risk": risk,
        "why": made.why,
        "due": due.isoformat(),
        "worker": other.worker_id,
        "own": known,
    }
    append(events.ACCEPTED, by=by, at=at, about=refs(made), payload=payload)
    if own.matter.restriction == "open":
        _look(other, by=by, at=at)
    return made


def _look(case: Case, *, by: Actor, at: datetime) -> None:
    """The open case needs a look, and does not close as it was asked to. Said only where all who see it may know of the contact."""
    before = case.attention
    case.attention = before or ATTENTION
    save(case, "attention")
    if not before:
        append(cases.ATTENTION, by=by, at=at, about=about_case(case), payload={"why": ATTENTION})


@transaction.atomic
def new_concern(
    *, by: Actor, at: datetime, contact: Contact, case: Case, reason: str, suggested: int = 0
) -> NewConcern | Refused:
    """Record that a contact is a concern of its own, whatever was suggested: it is not suggested again."""
    about = [Ref("contact", contact.ref)]
    allowed = may(by, RECOGNISE)
    if not allowed:
        return refuse(RECOGNISE, allowed, by=by, at=at, about=about)
    held = hold(case, RECOGNISE, by=by, at=at)
    if isinstance(held, Refused):
        return held
    standing = NewConcern.objects.filter(contact=contact).first()
    if standing is not None:
        return standing
    if not reason.strip():
        return refuse(RECOGNISE, rules.no_reason(), by=by, at=at, about=about)
    made = _concern(contact, reason, by=by, at=at)
    append(events.NEW_CONCERN, by=by, at=at, about=about, payload={"suggested": suggested})
    return made


def _concern(contact: Contact, reason: str, *, by: Actor, at: datetime) -> NewConcern:
    made, _new = NewConcern.objects.get_or_create(
        contact=contact,
        defaults={
            "matter_id": contact.matter_id,
            "reason": reason,
            "at": at,
            "by": str(by),
            "by_name": by.name,
        },
    )
    return made


@transaction.atomic
def undo(
    *, by: Actor, at: datetime, update: Update, reason: str, version: int | None = None
) -> Update | Refused:
    """Say that an update was recognised wrongly: its contact's own case is a new concern, with its clocks as from its receipt."""
    allowed = may(by, RECOGNISE)
    if not allowed:
        return no(update, allowed, by=by, at=at)
    own = Case.objects.select_related("matter").filter(matter=update.contact.matter_id).first()
    # The case before the update, as everybody takes them.
    held = hold(own, RECOGNISE, by=by, at=at) if own is not None else None
    if isinstance(held, Refused):
        return held
    now = lock(update.pk)
    if held is None or now is None:
        return no(update, rules.undone(), by=by, at=at)
    allowed = (
        rules.changed()
        if version is not None and version != now.version
        else rules.may_undo(state=now.state, reason=reason)
    )
    if isinstance(allowed, Refused):
        return no(now, allowed, by=by, at=at)
    if now.was:
        if held.state in {"noted", "closed"}:
            take_up(by=by, at=at, case=held, state=now.was)
        said = classify(by=by, at=at, contact=now.contact, kind=_kind_before(now), rationale=reason)
        if isinstance(said, Refused):
            transaction.set_rollback(True)
            return said
        _concern(now.contact, reason, by=by, at=at)
    end(now, reason, by=by, at=at, about=refs(now))
    return now


def end(update: Update, reason: str, *, by: Actor, at: datetime, about: list[Ref]) -> None:
    """It stands no more: nobody is waited for, and whoever was lent the contact's case has it no longer.

    Also where `by` does not see the open case, which was kept to named people since.
    """
    update.state, update.undone_at, update.undone_reason = Update.State.UNDONE, at, reason
    update.undone_by, update.undone_by_name = str(by), by.name
    with as_service("updates"):
        save(update, "state", "undone_at", "undone_reason", "undone_by", "undone_by_name")
        Receipt.objects.filter(update=update, read_at__isnull=True, ended_at__isnull=True).update(ended_at=at)
    Grant.objects.filter(matter=own_matter(update), reason=LENT, until_at__isnull=True).update(until_at=at)
    append(events.UNDONE, by=by, at=at, about=about)


def _kind_before(update: Update) -> str:
    earlier = (
        Classification.objects.filter(contact=update.contact)
        .exclude(kind="update")
        .order_by("at", "pk")
        .last()
    )
    if earlier is not None:
        return earlier.kind
    return "referral" if update.contact.kind == "update" else update.contact.kind

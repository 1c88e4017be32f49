"""A case that needs a look again, and notes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.cases import events
from mash.casework.cases.actions.triage import about, hold
from mash.casework.cases.models import Case, Note
from mash.casework.families.events import PASSED
from mash.casework.families.models import Expectation
from mash.casework.families.queries import overdue
from mash.casework.mailbox.models import Further
from mash.casework.matters.holding import save
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may


def late_answer(request: Request, by: Actor, at: datetime) -> None:
    """Called by sharing: an answer after the decision asks for attention and leaves the decision as it is."""
    with as_service("attention"):
        case = Case.objects.select_related("matter").filter(matter_id=request.matter_id).first()
        if case is None or case.state not in {"decided", "noted", "closed"}:
            return
        case.attention = "late-answer"
        save(case, "attention")
        append(events.ATTENTION, by=by, at=at, about=about(case), payload={"why": "late-answer"})


def further_mail(further: Further, by: Actor, at: datetime) -> None:
    """Called by the mailbox: a further message in a contact's thread asks for a look, also before a decision."""
    with as_service("attention"):
        case = (
            Case.objects.select_for_update(of=("self",))
            .select_related("matter")
            .filter(matter_id=further.matter_id)
            .first()
        )
        if case is None or case.attention:
            return
        case.attention = "further-mail"
        save(case, "attention")
        append(events.ATTENTION, by=by, at=at, about=about(case), payload={"why": "further-mail"})


def further_call(matter: int, danger: bool, by: Actor, at: datetime) -> None:
    """Called by calls: the call of which the case was made has more than the case. Danger goes before any other reason."""
    with as_service("attention"):
        case = (
            Case.objects.select_for_update(of=("self",))
            .select_related("matter")
            .filter(matter_id=matter)
            .first()
        )
        why = "call-danger" if danger else "further-call"
        if case is None or case.attention == why or (case.attention and not danger):
            return
        case.attention = why
        save(case, "attention")
        append(events.ATTENTION, by=by, at=at, about=about(case), payload={"why": why})


def handover_refused(matter: int, by: Actor, at: datetime) -> None:
    """Called by hand-overs: a team has refused somebody, for whom the hub is responsible still. A closed case asks for a look too."""
    with as_service("attention"):
        case = (
            Case.objects.select_for_update(of=("self",))
            .select_related("matter")
            .filter(matter_id=matter)
            .first()
        )
        if case is None or case.attention:
            return
        case.attention = "handover-refused"
        save(case, "attention")
        append(events.ATTENTION, by=by, at=at, about=about(case), payload={"why": "handover-refused"})


@transaction.atomic
def tell_of_overdue(*, by: Actor, at: datetime) -> int:
    """Open cases in which an unborn child's expected date has passed and no birth is recorded need a look, once for each
    date; how many."""
    with as_service("attention"):
        waiting = overdue(at=at)
        matters = {one.matter_id for one in waiting}
        rows = Case.objects.select_for_update(of=("self",)).select_related("matter")
        cases = {one.matter_id: one for one in rows.filter(matter__in=matters, closed_at=None).order_by("pk")}
        for one in waiting:
            Expectation.objects.filter(pk=one.pk).update(told_at=at)
            case = cases.get(one.matter_id)
            if case is None:
                continue
            append(PASSED, by=by, at=at, about=about(case))
            if not case.attention:
                case.attention = "unborn-overdue"
                save(case, "attention")
                append(events.ATTENTION, by=by, at=at, about=about(case), payload={"why": case.attention})
    return len(waiting)


@transaction.atomic
def clear_attention(*, by: Actor, at: datetime, case: Case, reason: str) -> Case | Refused:
    """Somebody has looked at what asked for attention, and says what they made of it."""
    allowed = may(by, "cases:attention:clear")
    if allowed and not reason.strip():
        allowed = Refused("cases:attention:no-reason", _("Say what you made of it."))
    if not allowed:
        return refuse("cases:attention:clear", allowed, by=by, at=at, about=about(case))
    held = hold(case, "cases:attention:clear", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    Note.objects.create(matter=case.matter, kind="attention", text=reason, by=str(by), by_name=by.name, at=at)
    why, case.attention = case.attention, ""
    save(case, "attention")
    append(events.ATTENTION_CLEARED, by=by, at=at, about=about(case), payload={"why": why})
    return case


@transaction.atomic
def note(*, by: Actor, at: datetime, case: Case, text: str, kind: str = "note") -> Note | Refused:
    """Add a note, or a worker-safety instruction that every visitor sees."""
    allowed = may(by, "cases:note:add")
    if allowed and not text.strip():
        allowed = Refused("cases:note:empty", _("Write the note."))
    if not allowed:
        return refuse("cases:note:add", allowed, by=by, at=at, about=about(case))
    made = Note.objects.create(matter=case.matter, kind=kind, text=text, by=str(by), by_name=by.name, at=at)
    append(events.NOTED, by=by, at=at, about=about(case), payload={"kind": kind})
    return made

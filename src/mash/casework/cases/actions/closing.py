"""Close a case: a person asks, a custodian may look, and it closes at a minute that says nothing of what was found.

Each closing waits for the clearance step, whether somebody in the case is in a hidden record or not. It ends at a time that
is set when it is asked for. Where a custodian has not yet looked at a match by then, all closings of the hub wait alike for
three days; what nobody can look at does not stop a hub for ever, and its managers and leads are told that somebody is
needed.
Immediate protection waits for none of this.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.cases import events, ports, rules
from mash.casework.cases.actions import clocks
from mash.casework.cases.actions.triage import about, hold, may_now
from mash.casework.cases.errors import read_only
from mash.casework.cases.models import Case, Closing, HiddenMatch, Note
from mash.casework.cases.workflow import CASE
from mash.casework.intake.models import Feedback
from mash.casework.matters.actions import never_sees
from mash.casework.matters.cleared import tell_that_nobody_can_look, who_open
from mash.casework.matters.holding import save
from mash.casework.matters.models import Matter
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.clearances import cleared_at
from mash.registers.accounts.rules import CUSTODIANS, is_custodian

# Where a hub's standard says nothing of the step.
AT_LEAST = timedelta(hours=2)
# So long all of a hub's closings wait for the one that nobody has looked at; then it waits alone.
ALIKE = timedelta(days=3)
# From these a case closes.
_ENDS = frozenset(edge.source for edge in CASE if edge.verb == "close")
SEE = "see-custodian"
AGAIN = "closing-ended"


@transaction.atomic
def close(*, by: Actor, at: datetime, case: Case) -> Closing | Refused:
    """Ask to close a decided or noted case once every referrer is answered (or it is recorded why not). Asked again, it is asked."""
    held = hold(case, "cases:case:close", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    standing = Closing.objects.filter(matter=case.matter, ended_at__isnull=True).first()
    if standing is not None:
        return standing
    allowed = may_now(by, "close", case)
    unanswered = case.matter.contacts.exclude(
        pk__in=Feedback.objects.filter(matter=case.matter).values("contact_id")
    )
    if allowed and unanswered.exists():
        allowed = Refused("cases:case:referrer-waits", _("Answer the referrer first, or record why not."))
    if allowed and case.attention:
        allowed = Refused("cases:case:attention", _("Something new has come in: look at it first."))
    for judges in ports.may_close:
        allowed = allowed and judges(case, by, at)
    if not allowed:
        return refuse("cases:case:close", allowed, by=by, at=at, about=about(case))
    clocks.stop(case, "feedback", at=at)
    clock = clocks.start(case, "clear", at=at, started=at)
    clocks.set_next_due(case)
    save(case, *clocks.DUE_FIELDS)
    asked = Closing.objects.create(
        matter=case.matter,
        hub=case.matter.hub,
        by=str(by),
        by_name=by.name,
        by_role=by.role,
        asked_at=at,
        due_at=rules.ends_at(clock.due_at if clock else at + AT_LEAST),
        case_version=case.version,
    )
    append(events.CLOSING_ASKED, by=by, at=at, about=about(case), payload={"due": asked.due_at.isoformat()})
    return asked


def end_closings(*, at: datetime) -> int:
    """End every closing whose time has come, hub by hub; how many. In a transaction in which a service acts."""
    with as_service("clearing"):
        asked = Closing.objects.filter(ended_at__isnull=True, due_at__lte=at)
        # The case before its closing, as everybody takes them: of two who wait for each other neither would go on.
        cases = {
            one.matter_id: one
            for one in Case.objects.select_for_update(of=("self",))
            .select_related("matter")
            .filter(matter__in=list(asked.values_list("matter_id", flat=True)))
            .order_by("pk")
        }
        due = list(asked.select_for_update(of=("self",)).filter(matter__in=cases).order_by("pk"))
        if not due:
            return 0
        matches = HiddenMatch.objects.filter(
            cleared_at__isnull=True, matter__in=[one.matter_id for one in due]
        ).select_related("matter__hub")
        waiting = {one.matter_id for one in matches}
        for match in matches:
            _ask_for_somebody(match, at=at)
        held_up = {one.hub_id for one in due if one.matter_id in waiting and at < one.due_at + ALIKE}
        ready = [one for one in due if one.matter_id not in waiting and one.hub_id not in held_up]
        for one in ready:
            _end(one, cases[one.matter_id], at=at)
    return len(ready)


def _ask_for_somebody(match: HiddenMatch, *, at: datetime) -> None:
    """The time to look has passed, and nobody cleared can: whoever can clear or name somebody is told, once."""
    if match.told_at is not None:
        return
    hub = match.matter.hub
    custodians = [seat for seat in cleared_at(hub, at=at) if seat.role in CUSTODIANS]
    hidden = Matter.objects.filter(ref=match.hidden).first()
    able = [
        seat
        for seat in who_open(match.matter_id, custodians)
        if hidden is None or not never_sees(seat.user_id, hidden)
    ]
    if able:
        return
    tell_that_nobody_can_look(hub, at=at)
    match.told_at = at
    match.save(update_fields=["told_at"])
    append(
        events.NOBODY_CAN_LOOK, by=Actor.service("clearing"), at=at, about=[Ref("sealed", match.public_id)]
    )


def _end(asked: Closing, case: Case, *, at: datetime) -> None:
    same = case.version == asked.case_version and case.state in _ENDS and not case.attention
    for_whom = Actor(kind="seat", key=asked.by.partition(":")[2], name=asked.by_name, role=asked.by_role)
    clocks.stop(case, "clear", at=at)
    clocks.set_next_due(case)
    asked.ended_at, asked.outcome = at, "closed" if same else "changed"
    asked.save(update_fields=["ended_at", "outcome"])
    if same:
        case.state, case.closed_at = "closed", at
        save(case, "state", "closed_at", *clocks.DUE_FIELDS)
        append(events.CLOSED, by=for_whom, at=at, about=about(case))
        return
    # Whoever asked would believe it closed: the list says that it is not.
    if case.closed_at is None and not case.attention:
        case.attention = AGAIN
    save(case, "attention", *clocks.DUE_FIELDS)
    append(events.CLOSING_ENDED, by=for_whom, at=at, about=about(case), payload={"outcome": "changed"})


@transaction.atomic
def clear_match(*, by: Actor, at: datetime, match: HiddenMatch, outcome: str, said: str) -> Verdict:
    """A custodian has looked at a hidden match: nothing that matters, or whoever works on the case is to see them.

    "see-me" keeps the case open and asks for attention at once; it says whom to see, and nothing of why.
    """
    named = [Ref("sealed", match.public_id)]
    found = (
        HiddenMatch.objects.select_for_update(of=("self",))
        .select_related("matter")
        .filter(pk=match.pk)
        .first()
    )
    if found is None:
        return refuse("cases:hidden:clear", read_only(), by=by, at=at, about=named)
    allowed = rules.may_clear_match(
        custodian=is_custodian(by), outcome=outcome, said=said, cleared=found.cleared_at is not None
    )
    if not allowed:
        return refuse("cases:hidden:clear", allowed, by=by, at=at, about=named)
    found.outcome, found.said, found.cleared_at = outcome, said, at
    found.cleared_by, found.cleared_by_name = str(by), by.name
    found.save(update_fields=["outcome", "said", "cleared_at", "cleared_by", "cleared_by_name"])
    append(events.MATCH_CLEARED, by=by, at=at, about=named, payload={"outcome": outcome})
    return _keep_open(found, by=by, at=at) if outcome == "see-me" else ALLOWED


def _keep_open(match: HiddenMatch, *, by: Actor, at: datetime) -> Verdict:
    held = hold(
        Case.objects.select_related("matter").get(matter=match.matter), "cases:hidden:clear", by=by, at=at
    )
    if isinstance(held, Refused):
        return held
    case = held
    Closing.objects.filter(matter=case.matter, ended_at__isnull=True).update(ended_at=at, outcome="kept-open")
    clocks.stop(case, "clear", at=at)
    clocks.set_next_due(case)
    text = _("See %(name)s before this case is closed or its people are called new.") % {"name": by.name}
    Note.objects.create(matter=case.matter, kind="attention", text=text, by=str(by), by_name=by.name, at=at)
    case.attention = SEE
    save(case, "attention", *clocks.DUE_FIELDS)
    append(events.ATTENTION, by=by, at=at, about=about(case), payload={"why": SEE})
    return ALLOWED

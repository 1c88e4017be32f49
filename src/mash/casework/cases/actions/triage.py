"""Take a case, rate it with a reason, and ask agencies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.cases import events, ports, rules
from mash.casework.cases.actions import clocks
from mash.casework.cases.errors import read_only, stale
from mash.casework.cases.models import Case, Rating
from mash.casework.cases.workflow import CASE, STATES
from mash.casework.matters.models import Subject
from mash.casework.sharing.actions import ask
from mash.casework.sharing.models import Openness, Request
from mash.casework.sharing.rules import Ground
from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.kernel.workflow import may_step, step
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency


def save(case: Case, *fields: str) -> None:
    """Save with the version one higher: whoever has an older page learns of it."""
    case.version += 1
    case.save(update_fields=[*fields, "version"])


def about(case: Case) -> list[Ref]:
    return [Ref("matter", case.matter.ref)]


def hold(case: Case, action: str, *, by: Actor, at: datetime) -> Case | Refused:
    """The case as it is now, held until the transaction ends; `action` is refused to who may read it and no more."""
    held = (
        Case.objects.select_for_update(of=("self",))
        .select_related("matter__hub", "matter__desk__authority", "matter__desk__hub", "desk", "worker")
        .filter(pk=case.pk)
        .first()
    )
    return held if held is not None else refuse(action, read_only(), by=by, at=at, about=about(case))


def may_now(by: Actor, verb: str, case: Case) -> Verdict:
    """The role's permission and the workflow's edge for a verb."""
    # Who may close depends on what closes; where nothing does, the permission is the first edge's.
    edge = step(CASE, verb, case.state) or next(one for one in CASE if one.verb == verb)
    allowed = may(by, edge.permission)
    if not allowed:
        return allowed
    return may_step(
        CASE,
        verb,
        case.state,
        sentence=_("This cannot be done now: the case is “%(state)s”.")
        % {"state": str(STATES[case.state]).lower()},
    )


@transaction.atomic
def claim(*, by: Actor, at: datetime, case: Case) -> Case | Refused:
    """Take a case that nobody has, or take it over; the list shows whose it is."""
    allowed = may(by, "cases:case:claim")
    if not allowed:
        return refuse("cases:case:claim", allowed, by=by, at=at, about=about(case))
    held = hold(case, "cases:case:claim", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    case.worker_id = by.user
    save(case, "worker")
    append(events.CLAIMED, by=by, at=at, about=about(case), payload={"worker": by.user})
    for told in ports.on_given:
        told(case, by, at)
    return case


@transaction.atomic
def rate(
    *, by: Actor, at: datetime, case: Case, rating: str, rationale: str, version: int | None = None
) -> Case | Refused:
    """Rate a case, or change its rating, with a rationale. `version` is that of the page it was decided on."""
    held = hold(case, "cases:case:rate", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    last = case.matter.ratings.last()
    allowed = may_now(by, "rate", case)
    # Before what was typed is judged: it was typed about another version.
    if allowed and version is not None and version != case.version:
        allowed = stale()
    if allowed:
        allowed = rules.may_rate(
            rating=rating,
            rationale=rationale,
            before=case.rating,
            before_rationale=last.rationale if last else "",
        )
    if not allowed:
        return refuse("cases:case:rate", allowed, by=by, at=at, about=about(case))
    before = case.rating
    Rating.objects.create(
        matter=case.matter, rating=rating, rationale=rationale, by=str(by), by_name=by.name, at=at
    )
    edge = step(CASE, "rate", case.state)
    case.state = edge.target if edge else case.state
    case.rating = rating
    first = case.matter.contacts.order_by("received_at").first()
    case.urgency = rules.urgency(danger_now=first.danger_now if first else "no", rating=rating)
    clocks.stop(case, "rate", at=at)
    clocks.start(case, "decide", at=at, started=case.received_at, rating=rating)
    clocks.set_next_due(case)
    save(case, "state", "rating", "urgency", *clocks.DUE_FIELDS)
    append(events.RATED, by=by, at=at, about=about(case), payload={"rating": rating, "before": before})
    return case


@transaction.atomic
def ask_agency(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    agency: Agency,
    subjects: Iterable[Subject],
    ground: str,
    purpose: str,
    question: str = "",
    openness: Openness | None = None,
    without_clause: Ground | None = None,
) -> Request | Refused:
    """Ask one agency about these subjects; the request states the case's true status. See `sharing.actions.ask`."""
    held = hold(case, "cases:case:ask", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    allowed = may_now(by, "ask", case)
    if not allowed:
        return refuse("cases:case:ask", allowed, by=by, at=at, about=about(case))
    made = ask(
        by=by,
        at=at,
        matter=case.matter,
        agency=agency,
        subjects=subjects,
        ground=ground,
        purpose=purpose,
        question=question,
        openness=openness,
        without_clause=without_clause,
        rating=case.rating,
        status_said=_("%(state)s; rated %(rating)s")
        % {"state": STATES[case.state], "rating": case.get_rating_display()},
    )
    if isinstance(made, Refused):
        return made
    edge = step(CASE, "ask", case.state)
    case.state = edge.target if edge else case.state
    save(case, "state")
    return made

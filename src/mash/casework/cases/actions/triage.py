"""Take a case, rate it with a reason, and ask agencies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.cases import events, ports, rules
from mash.casework.cases.actions import clocks
from mash.casework.cases.errors import look_first, read_only, stale, taken
from mash.casework.cases.models import Case, Rating
from mash.casework.cases.queries.repeats import looked, repeats_of
from mash.casework.cases.workflow import CASE, STATES
from mash.casework.intake.models import Contact
from mash.casework.matters.holding import save
from mash.casework.matters.models import Subject
from mash.casework.sharing.actions import ask
from mash.casework.sharing.models import Openness, Request
from mash.casework.sharing.rules import Ground
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.kernel.time import LONDON
from mash.foundation.kernel.workflow import may_step, step
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency


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
def claim(*, by: Actor, at: datetime, case: Case, free_only: bool = False) -> Case | Refused:
    """Take a case that nobody has, or take it over; the list shows whose it is.

    With `free_only` it is refused where somebody else has it, so that of two who open it at once one works on it. Whoever
    has it already keeps it as it is.
    """
    allowed = may(by, "cases:case:claim")
    if not allowed:
        return refuse("cases:case:claim", allowed, by=by, at=at, about=about(case))
    held = hold(case, "cases:case:claim", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    if free_only and case.worker_id is not None:
        return (
            case
            if case.worker_id == by.user
            else refuse("cases:case:claim", taken(case), by=by, at=at, about=about(case))
        )
    case.worker_id = by.user
    save(case, "worker")
    append(events.CLAIMED, by=by, at=at, about=about(case), payload={"worker": by.user})
    for told in ports.on_given:
        told(case, by, at)
    return case


@transaction.atomic
def rate(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    rating: str,
    rationale: str,
    version: int | None = None,
    first: bool = False,
) -> Case | Refused:
    """Rate a case, or change its rating, with a rationale. `version` is that of the page it was decided on.

    `first` says that it is the first rating, made from a list: it is refused, with who was quicker, where there is one or
    where somebody else has the case. Where repeats force a look, it waits until `by` has had them on the screen.
    """
    held = hold(case, "cases:case:rate", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    last = case.matter.ratings.last()
    allowed = may_now(by, "rate", case)
    if allowed and first:
        allowed = _nobody_was_quicker(case, last, by=by)
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
    if allowed:
        allowed = _has_looked(case, by=by, at=at)
    if not allowed:
        return refuse("cases:case:rate", allowed, by=by, at=at, about=about(case))
    before = case.rating
    Rating.objects.create(
        matter=case.matter, rating=rating, rationale=rationale, by=str(by), by_name=by.name, at=at
    )
    edge = step(CASE, "rate", case.state)
    case.state = edge.target if edge else case.state
    case.rating = rating
    came = case.matter.contacts.order_by("received_at").first()
    case.urgency = rules.urgency(danger_now=came.danger_now if came else "no", rating=rating)
    clocks.stop(case, "rate", at=at)
    clocks.start(case, "decide", at=at, started=clocks.decides_from(case, rating), rating=rating)
    clocks.set_next_due(case)
    save(case, "state", "rating", "urgency", *clocks.DUE_FIELDS)
    append(events.RATED, by=by, at=at, about=about(case), payload={"rating": rating, "before": before})
    return case


def _nobody_was_quicker(case: Case, last: Rating | None, *, by: Actor) -> Verdict:
    if last is not None:
        return Refused(
            "cases:rating:rated-already",
            _("%(name)s has rated it %(rating)s already, at %(time)s.")
            % {
                "name": last.by_name,
                "rating": last.get_rating_display().lower(),
                "time": f"{last.at.astimezone(LONDON):%H:%M}",
            },
        )
    return taken(case) if case.worker_id is not None and case.worker_id != by.user else ALLOWED


def _has_looked(case: Case, *, by: Actor, at: datetime) -> Verdict:
    """Repeats force a look at what came before, by whoever rates, as they see it."""
    contact = Contact.objects.filter(matter=case.matter).order_by("received_at", "pk").last()
    if contact is None:
        return ALLOWED
    repeats = repeats_of([contact], at=at)
    if not repeats[contact.pk].forces_look or looked(by, repeats, [contact]):
        return ALLOWED
    return look_first()


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

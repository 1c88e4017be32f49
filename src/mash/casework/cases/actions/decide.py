"""Decide for a subject; protect at once; confirm, reopen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.cases import events, ports, rules
from mash.casework.cases.actions import clocks
from mash.casework.cases.actions.noting import QUIET, take_up
from mash.casework.cases.actions.triage import about, hold, may_now
from mash.casework.cases.errors import stale
from mash.casework.cases.models import Case, Closing, Decision, Deviation, Note
from mash.casework.cases.queries.picture import Picture, picture_of
from mash.casework.cases.rules import Decider, DecisionSaid
from mash.casework.cases.workflow import CASE
from mash.casework.matters.holding import save
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Refused, Verdict
from mash.foundation.kernel.workflow import step
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import publish
from mash.registers.accounts.models import User
from mash.registers.accounts.queries import user_of
from mash.registers.accounts.rules import may


def decider_of(by: Actor) -> Decider:
    return Decider(role=by.role, social_worker=by.social_worker, agency=by.agency)


def may_decide(picture: Picture, said: DecisionSaid, *, by: Actor, at: datetime) -> Verdict:
    """Every reason why this decision may not be made now: role, state, the law's floor, the standard's gaps."""
    case = picture.case
    allowed = may_now(by, "decide", case)
    if allowed:
        allowed = rules.may_decide(
            said,
            decider_of(by),
            authority=case.desk.authority.key,
            allowed_roles=picture.standard.may_decide(said.route, by.role),
        )
    if not allowed:
        return allowed
    missing = [
        gap
        for gap in picture.gaps(said.considered, rationale=said.rationale)
        if gap.minimum.severity == "required"
    ]
    if any(one.person_id is None for one in picture.worried_about):
        return Refused(
            "cases:decision:not-identified", _("Say first who each person is: known, or not known before.")
        )
    if missing:
        return Refused(
            f"cases:decision:{missing[0].minimum.code}", " ".join(gap.minimum.gap for gap in missing)
        )
    return rules.may_depart(picture.departures(said.considered, rationale=said.rationale, at=at), said)


@transaction.atomic
def decide(
    *, by: Actor, at: datetime, case: Case, said: DecisionSaid, version: int | None = None
) -> Decision | Refused:
    """Decide for one subject. The case is decided when each person we are worried about has a decision."""
    held = hold(case, "cases:decision:make", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    picture = picture_of(case, by=by, at=at)
    subject = next((one for one in picture.worried_about if one.pk == said.subject), None)
    if subject is None:
        raise Subject.DoesNotExist(said.subject)
    allowed = may_now(by, "decide", case)
    # Before what was typed is judged: it was typed about another version.
    if allowed and version is not None and version != case.version:
        allowed = stale()
    if allowed:
        allowed = may_decide(picture, said, by=by, at=at)
    if not allowed:
        return refuse("cases:decision:make", allowed, by=by, at=at, about=about(case))
    gaps = [gap.minimum.code for gap in picture.gaps(said.considered, rationale=said.rationale)]
    decision = Decision.objects.create(
        matter=case.matter,
        subject=subject,
        level=said.level,
        route=said.route,
        outcome=said.outcome,
        rationale=said.rationale,
        considered=dict(said.considered),
        indicators=list(said.indicators),
        less=list(said.less),
        by=str(by),
        by_name=by.name,
        by_registration=_registration(by),
        at=at,
        gaps=gaps,
        standard=f"{picture.standard.key} {picture.standard.version}",
    )
    append(
        events.DECIDED,
        by=by,
        at=at,
        about=about(case),
        payload={"level": said.level, "route": said.route, "outcome": said.outcome, "gaps": gaps},
    )
    _deviate(decision, picture, said, by=by, at=at)
    undecided = [
        one for one in picture.worried_about if one.pk != subject.pk and picture.decision_for(one) is None
    ]
    if not undecided and not (case.matter.hub.two_person_rule and _unconfirmed(case)):
        _all_decided(case, at=at)
    case.worker_id = case.worker_id or by.user
    save(case, "state", "worker", *clocks.DUE_FIELDS)
    publish(events.DECIDED.name, at=at, matter=case.matter.ref)
    return decision


def _deviate(decision: Decision, picture: Picture, said: DecisionSaid, *, by: Actor, at: datetime) -> None:
    """Keep why it goes on without what is expected, beside the version that it deviates from."""
    found = picture.departures(said.considered, rationale=said.rationale, at=at)
    if not found:
        return
    Deviation.objects.bulk_create(
        Deviation(
            matter=decision.matter,
            decision=decision,
            kind=one.kind,
            code=one.code,
            rating=picture.case.rating,
            standard=decision.standard,
            role=by.role,
            reason=said.deviations[one.key],
            by=str(by),
            by_name=by.name,
            at=at,
        )
        for one in found
    )
    append(
        events.DEVIATED,
        by=by,
        at=at,
        about=about(picture.case),
        payload={
            "minimums": [one.code for one in found if one.kind == "minimum"],
            "steps": [one.code for one in found if one.kind == "timescale"],
            "version": decision.standard.replace(" ", "."),
        },
    )


def _registration(by: Actor) -> str:
    user = User.objects.filter(pk=by.user).first() if by.user else None
    return user.social_work_registration if user else ""


def _unconfirmed(case: Case) -> bool:
    return Decision.objects.filter(
        matter=case.matter, immediate_protection=False, confirmed_at__isnull=True
    ).exists()


def _all_decided(case: Case, *, at: datetime) -> None:
    edge = step(CASE, "decide", case.state)
    if edge is None:
        return
    if case.state != edge.target:
        clocks.start(case, "feedback", at=at, started=at)
    clocks.stop(case, "acknowledge", "rate", "decide", "complete_after_immediate_protection", at=at)
    case.state = edge.target
    clocks.set_next_due(case)


@transaction.atomic
def protect(
    *, by: Actor, at: datetime, case: Case, subject: Subject, rationale: str, told: str = ""
) -> Decision | Refused:
    """Start immediate protection: one step from anywhere, no gap stops it, and the gaps get a clock."""
    held = hold(case, "cases:protection:start", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    allowed = may_now(by, "protect", case)
    if allowed and not rationale.strip():
        allowed = Refused("cases:protection:no-rationale", _("Say what the danger is and what was done."))
    if not allowed:
        return refuse("cases:protection:start", allowed, by=by, at=at, about=about(case))
    picture = picture_of(case, by=by, at=at)
    gaps = [gap.minimum.code for gap in picture.gaps()]
    decision = Decision.objects.create(
        matter=case.matter,
        subject=subject,
        immediate_protection=True,
        route=rules.IMMEDIATE,
        outcome=rules.IMMEDIATE,
        rationale=rationale,
        considered={"told": told} if told else {},
        by=str(by),
        by_name=by.name,
        by_registration=_registration(by),
        at=at,
        gaps=gaps,
        standard=f"{picture.standard.key} {picture.standard.version}",
    )
    clock = clocks.start(case, "complete_after_immediate_protection", at=at, started=at)
    case.urgency = 0
    clocks.set_next_due(case)
    save(case, "urgency", *clocks.DUE_FIELDS)
    append(
        events.PROTECTED,
        by=by,
        at=at,
        about=about(case),
        payload={"due": clock.due_at.isoformat() if clock else None, "gaps": gaps},
    )
    publish(events.PROTECTED.name, at=at, matter=case.matter.ref)
    return decision


@transaction.atomic
def confirm(*, by: Actor, at: datetime, case: Case, decision: Decision) -> Decision | Refused:
    """A second person confirms a decision, where the hub asks for two."""
    held = hold(case, "cases:decision:confirm", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    decision = Decision.objects.select_for_update().get(pk=decision.pk, matter=case.matter)
    allowed = may(by, "cases:decision:confirm")
    if allowed:
        allowed = rules.may_confirm(
            decided_by_user=user_of(decision.by),
            confirming_user=by.user,
            confirmed=decision.confirmed_at is not None,
        )
    if not allowed:
        return refuse("cases:decision:confirm", allowed, by=by, at=at, about=about(case))
    Decision.objects.filter(pk=decision.pk).update(
        confirmed_by=str(by), confirmed_by_name=by.name, confirmed_at=at
    )
    decision.confirmed_by, decision.confirmed_by_name, decision.confirmed_at = str(by), by.name, at
    append(events.CONFIRMED, by=by, at=at, about=about(case), payload={"route": decision.route})
    picture = picture_of(case, by=by, at=at)
    if not _unconfirmed(case) and all(picture.decision_for(one) for one in picture.worried_about):
        _all_decided(case, at=at)
        save(case, "state", *clocks.DUE_FIELDS)
    return decision


@transaction.atomic
def reopen(*, by: Actor, at: datetime, case: Case, reason: str) -> Case | Refused:
    """Open a decided, noted or closed case again: the decisions stand, and new ones can be made beside them."""
    held = hold(case, "cases:case:reopen", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    allowed = may_now(by, "reopen", case)
    if allowed and not reason.strip():
        allowed = Refused("cases:case:no-reason", _("Say why it is reopened."))
    if not allowed:
        return refuse("cases:case:reopen", allowed, by=by, at=at, about=about(case))
    Note.objects.create(matter=case.matter, kind="note", text=reason, by=str(by), by_name=by.name, at=at)
    # What was noted may never have been rated.
    state = "rated" if case.rating else "new"
    if case.state == "noted":
        take_up(by=by, at=at, case=case, state=state)
    else:
        _reopen(case, state, at=at)
    append(events.REOPENED, by=by, at=at, about=about(case))
    for told in ports.on_reopened:
        told(case, reason, by, at)
    return case


def _reopen(case: Case, state: str, *, at: datetime) -> None:
    case.state, case.closed_at = state, None
    if case.urgency == QUIET:
        contact = case.matter.contacts.order_by("received_at").first()
        case.urgency = rules.urgency(danger_now=contact.danger_now if contact else "no", rating=case.rating)
    # Whoever opens it again knows that it was to be closed, and no longer is.
    Closing.objects.filter(matter=case.matter, ended_at__isnull=True).update(ended_at=at, outcome="changed")
    clocks.stop(case, "clear", at=at)
    clocks.start(case, "decide" if case.rating else "rate", at=at, started=at, rating=case.rating)
    clocks.set_next_due(case)
    save(case, "state", "closed_at", "urgency", *clocks.DUE_FIELDS)

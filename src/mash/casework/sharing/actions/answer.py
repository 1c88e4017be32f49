"""An agency's answer: reveal, then disclose or withhold, per subject. Nothing said is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.sharing import deciding, events, ports
from mash.casework.sharing.actions.seal import may_be_sealed, seal
from mash.casework.sharing.actions.share import record_answer
from mash.casework.sharing.deciding import Decided
from mash.casework.sharing.models import Answer, Item, Request, RequestSubject, UnderWay
from mash.casework.sharing.queries import population_of
from mash.casework.sharing.rules import (
    LATER,
    MARKED,
    AnswerSaid,
    Ground,
    all_complete,
    may_share_without_clause,
)
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import publish
from mash.registers.accounts.rules import may
from mash.registers.agreements.words import Names


def _about(request: Request) -> list[Ref]:
    return [Ref("request", request.ref), Ref("agency", request.agency.key)]


def _may_answer(by: Actor, request: Request) -> Verdict:
    allowed = may(by, "sharing:request:answer")
    if allowed and by.agency != request.agency.key:
        return Refused("sharing:request:not-asked", "Another agency was asked.")
    if allowed and request.state == "withdrawn":
        return Refused("sharing:request:withdrawn", "The hub has withdrawn this request.")
    return allowed


@transaction.atomic
def acknowledge(*, by: Actor, at: datetime, request: Request) -> Verdict:
    """The agency has it. Once is enough; again changes nothing."""
    allowed = _may_answer(by, request)
    if not allowed:
        return refuse("sharing:request:acknowledge", allowed, by=by, at=at, about=_about(request))
    if Request.objects.filter(pk=request.pk, state="sent").update(state="acknowledged", acknowledged_at=at):
        append(
            events.ACKNOWLEDGED, by=by, at=at, about=_about(request), payload={"agency": request.agency.key}
        )
    return ALLOWED


@transaction.atomic
def save_working(
    *, by: Actor, at: datetime, request: Request, working: Mapping[str, object], version: int
) -> int | Refused:
    """Keep an answer under way. Returns the new version; refused when somebody else has saved since `version`."""
    allowed = _may_answer(by, request)
    if not allowed:
        return refuse("sharing:request:save", allowed, by=by, at=at, about=_about(request))
    # The request is held, since of the first two to save neither finds a row to hold.
    Request.objects.select_for_update().get(pk=request.pk)
    kept = UnderWay.objects.filter(request=request).first()
    if kept is None:
        kept = UnderWay(matter_id=request.matter_id, request=request)
    if kept.version != version:
        return Refused("sharing:request:stale", "A colleague has saved this answer since you opened it.")
    kept.said, kept.version = dict(working), version + 1
    kept.save()
    request.under_way = kept
    return kept.version


@transaction.atomic
def answer(
    *,
    by: Actor,
    at: datetime,
    request: Request,
    answers: tuple[AnswerSaid, ...],
    without_clause: Ground | None = None,
) -> list[Answer] | Refused:
    """Answer for each subject. A second answer supersedes the first and stands beside it; the same again changes nothing.

    Returns what was said openly. The request is answered when each subject has an open answer: what is sealed moves
    nothing that others see. The agreements in force must permit each thing that is told, or `without_clause` says on which
    duty or danger it is told all the same.
    """
    request = Request.objects.select_for_update(of=("self",)).select_related("agency").get(pk=request.pk)
    asked = {one.pk: one for one in request.subjects.all()}
    allowed = _may_answer(by, request)
    if allowed:
        allowed = all_complete(asked, answers)
    if allowed and any(said.held == LATER and _stands(asked[said.subject]) for said in answers):
        allowed = Refused(
            "sharing:sealed:open-stands",
            _(
                "There is an open answer already, and it would stay: say openly that something is held, or withheld."
            ),
        )
    if allowed and any(said.sealed_items for said in answers):
        allowed = may_be_sealed(request, at=at)
    if allowed:
        allowed = _may_be_told(request, answers, without_clause, at=at)
    if not allowed:
        # A refusal to seal is not to be met on the request, where others look.
        about = [] if allowed.code.startswith("sharing:sealed:") else _about(request)
        return refuse("sharing:request:answer", allowed, by=by, at=at, about=about)
    said_now = [
        (row, said)
        for said in answers
        if said.held != LATER and (row := _say(asked[said.subject], said, by=by, at=at)) is not None
    ]
    made = [row for row, _said in said_now]
    if made:
        now = deciding.answering(at=at, request=request, answers=[said for _row, said in said_now])
        record_answer(by=by, at=at, request=request, decided=now, ground=without_clause)
        _answered(request, made, now, by=by, at=at)
    seal(request, asked, answers, without_clause, by=by, at=at)
    # While somebody waits for an open answer, what was written stays to carry on from.
    kept = UnderWay.objects.filter(request=request).first()
    if kept is not None:
        kept.said = {} if request.state == "answered" else kept.said
        kept.version += 1
        kept.save()
    return made


def _may_be_told(
    request: Request, answers: tuple[AnswerSaid, ...], ground: Ground | None, *, at: datetime
) -> Verdict:
    for sealed in (False, True):
        decided = deciding.answering(at=at, request=request, answers=answers, sealed=sealed)
        if decided.refused is None:
            continue
        if ground is not None:
            powers = deciding.urgent_powers(population_of(request), at=at)
            return may_share_without_clause(ground, urgent_powers=powers)
        verdict = decided.verdict(Names.read(at=at))
        if sealed and isinstance(verdict, Refused):
            return Refused("sharing:sealed:clause", verdict.sentence)
        return verdict
    return ALLOWED


_SAID = (
    "held",
    "systems_searched",
    "identity_confidence",
    "withheld_code",
    "withheld_reason",
    "strengths",
    "worries",
    "level_suggested",
)
_ITEM = ("kind", "category", "happened_on", "text", "handling", "family_may_know", *MARKED)


def _stands(about: RequestSubject) -> bool:
    """Whether something was said openly of them that nothing supersedes."""
    return about.answers.filter(superseded_by__isnull=True).exists()


def _say(about: RequestSubject, said: AnswerSaid, *, by: Actor, at: datetime) -> Answer | None:
    """What is said openly of one subject; None where it was said already, word for word."""
    earlier = about.answers.filter(superseded_by__isnull=True).order_by("-pk").first()
    if earlier is not None and _same(earlier, said):
        return None
    row = Answer.objects.create(
        matter_id=about.matter_id,
        request_id=about.request_id,
        about=about,
        by=str(by),
        by_name=by.name,
        at=at,
        supersedes=earlier,
        **{name: getattr(said, name) for name in _SAID},
    )
    for item in said.open_items:
        Item.objects.create(
            matter_id=about.matter_id,
            request_id=about.request_id,
            answer=row,
            **{name: getattr(item, name) for name in _ITEM},
        )
    return row


def _same(earlier: Answer, said: AnswerSaid) -> bool:
    """Without this a correction of what is sealed alone would show as a correction in which nothing changed."""
    before = [tuple(getattr(one, name) for name in _ITEM) for one in earlier.items.all()]
    now = [tuple(getattr(one, name) for name in _ITEM) for one in said.open_items]
    return before == now and all(getattr(earlier, name) == getattr(said, name) for name in _SAID)


def _answered(request: Request, made: list[Answer], decided: Decided, *, by: Actor, at: datetime) -> None:
    """The request's own state, from what was said openly."""
    whole = not request.subjects.filter(answers__isnull=True).exists()
    # A correction has its own time on its own rows; the request keeps that of the first answer.
    if whole and request.answered_at is None:
        request.answered_at, request.answered_by_name = at, by.name
    request.state = "answered" if whole else "acknowledged"
    request.acknowledged_at = request.acknowledged_at or at
    request.save(update_fields=["state", "answered_at", "answered_by_name", "acknowledged_at"])
    append(
        events.ANSWERED,
        by=by,
        at=at,
        about=_about(request),
        payload={
            "agency": request.agency.key,
            "held": sorted({row.held for row in made}),
            "items": Item.objects.filter(answer__in=made).count(),
            "withheld": sum(row.held == "withheld" for row in made),
            "late": (request.answered_at or at) > request.due_at,
            "clauses": decided.named,
        },
    )
    for told in ports.on_answered:
        told(request, by, at)
    publish(events.ANSWERED.name, at=at, request=request.ref)

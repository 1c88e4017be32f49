"""An agency's answer: reveal, then disclose or withhold, per subject. Nothing said is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mash.casework.sharing import events, ports
from mash.casework.sharing.models import Answer, Item, Request
from mash.casework.sharing.rules import AnswerSaid, all_complete
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import publish
from mash.registers.accounts.rules import may


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
    saved = Request.objects.filter(pk=request.pk, version=version).update(
        working=dict(working), version=version + 1
    )
    if not saved:
        return Refused("sharing:request:stale", "A colleague has saved this answer since you opened it.")
    return version + 1


@transaction.atomic
def answer(
    *, by: Actor, at: datetime, request: Request, answers: tuple[AnswerSaid, ...]
) -> list[Answer] | Refused:
    """Answer for each subject. A second answer supersedes the first and stands beside it."""
    request = Request.objects.select_for_update(of=("self",)).select_related("agency").get(pk=request.pk)
    asked = {one.pk: one for one in request.subjects.all()}
    allowed = _may_answer(by, request)
    if allowed:
        allowed = all_complete(asked, answers)
    if not allowed:
        return refuse("sharing:request:answer", allowed, by=by, at=at, about=_about(request))
    made = []
    for said in answers:
        about = asked[said.subject]
        earlier = about.answers.filter(superseded_by__isnull=True).order_by("-pk").first()
        row = Answer.objects.create(
            matter_id=request.matter_id,
            request=request,
            about=about,
            held=said.held,
            systems_searched=said.systems_searched,
            identity_confidence=said.identity_confidence,
            withheld_code=said.withheld_code,
            withheld_reason=said.withheld_reason,
            strengths=said.strengths,
            worries=said.worries,
            level_suggested=said.level_suggested,
            by=str(by),
            by_name=by.name,
            at=at,
            supersedes=earlier,
        )
        for item in said.items:
            Item.objects.create(
                matter_id=request.matter_id,
                request=request,
                answer=row,
                kind=item.kind,
                category=item.category,
                happened_on=item.happened_on,
                text=item.text,
                handling=item.handling,
                family_may_know=item.family_may_know,
            )
        made.append(row)
    # A correction has its own time on its own rows; the request keeps that of the first answer.
    if request.answered_at is None:
        request.answered_at, request.answered_by_name = at, by.name
    request.state = "answered"
    request.acknowledged_at = request.acknowledged_at or at
    request.working = {}
    request.version += 1
    request.save(
        update_fields=["state", "answered_at", "answered_by_name", "acknowledged_at", "working", "version"]
    )
    append(
        events.ANSWERED,
        by=by,
        at=at,
        about=_about(request),
        payload={
            "agency": request.agency.key,
            "held": sorted({row.held for row in made}),
            "items": sum(len(said.items) for said in answers),
            "withheld": sum(row.held == "withheld" for row in made),
            "late": request.answered_at > request.due_at,
        },
    )
    for told in ports.on_answered:
        told(request, by, at)
    publish(events.ANSWERED.name, at=at, request=request.ref)
    return made

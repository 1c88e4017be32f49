"""Keep what the records were like when a version was trained; answer what a look asks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people.models import MatchModel
from mash.registers.people.watch import errors, events
from mash.registers.people.watch.models import Look
from mash.registers.people.watch.rules import Counted

APPROVE = "people:model:approve"


@transaction.atomic
def keep_training(*, by: Actor, at: datetime, model: MatchModel, counted: Counted, since: datetime) -> Look:
    """Keep what the records were like when this version was trained: later looks are held against it."""
    with as_service("matching"):
        look = Look.objects.create(model=model, kind="training", at=at, since=since, counted=counted)
        append(
            events.LOOKED,
            by=by,
            at=at,
            about=[Ref("model", model.version), look.ref],
            payload={"version": model.version, "moved": []},
        )
    return look


@transaction.atomic
def answer_look(*, by: Actor, at: datetime, look: Look, answer: str) -> Look | Refused:
    """Say what somebody who approves models made of a look that asks; it then asks no more."""
    allowed = may(by, APPROVE)
    if allowed and not answer.strip():
        allowed = errors.nothing_said()
    if not allowed:
        return refuse("people:model:answer", allowed, by=by, at=at, about=[look.ref])
    with as_service("matching"):
        changed = Look.objects.filter(pk=look.pk, asks=True, answered_at__isnull=True).update(
            answer=answer.strip(), answered_by=str(by), answered_at=at
        )
        if changed:
            append(events.ANSWERED, by=by, at=at, about=[look.ref], payload={"look": look.public_id})
    if not changed:
        return refuse("people:model:answer", errors.answered(), by=by, at=at, about=[look.ref])
    look.refresh_from_db()
    return look

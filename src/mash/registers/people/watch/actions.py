"""Look at the model in force, keep what was counted, ask somebody where it no longer fits; and answer that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.roles import ROLES
from mash.registers.accounts.rules import may
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.table import Vocabularies
from mash.registers.people.models import MatchModel
from mash.registers.people.watch import errors, events, queries, rules
from mash.registers.people.watch.counting import Counted, count, frozen, material
from mash.registers.people.watch.models import Look

APPROVE = "people:model:approve"


@transaction.atomic
def take_look(*, by: Actor, at: datetime) -> Look | None:
    """Hold the model in force against the records as they are; None where there is none that can be.

    Whoever approves models is told where something moved much that nobody was asked about lately: by e-mail with the
    look's reference, and on the pages until one of them answers.
    """
    with as_service("matching"):
        kept = model_in_force(at)
        model = _readable(kept)
        if kept is None or model is None:
            return None
        words, since = Vocabularies(), at - rules.PERIOD
        found = material(queries.open_records(), words, since=since)
        likeliest = queries.likeliest_of(kept, found)
        counted = count(found, words, model, likeliest, queries.judged_by(kept.version))
        standard = queries.standard_of(kept, at)
        findings = queries.held_to(
            counted, standard.counted if standard else None, frozen(model), model.automatic
        )
        look = Look.objects.create(
            model=kept,
            kind="look",
            at=at,
            since=since,
            counted=counted,
            findings=[one.as_json() for one in findings],
            asks=rules.asks(findings, _asked_lately(kept, at)),
        )
        moved = [one.code for one in findings if one.state == "much"]
        append(
            events.LOOKED,
            by=by,
            at=at,
            about=[Ref("model", kept.version), look.ref],
            payload={"version": kept.version, "moved": moved},
        )
        if look.asks:
            _tell(look, at)
    return look


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


def _readable(kept: MatchModel | None) -> Model | None:
    """The model, where it is one of this engine's."""
    if kept is None or not isinstance(kept.body, Mapping):
        return None
    try:
        return Model.from_body(kept.body)
    except ValueError:
        return None


def _asked_lately(model: MatchModel, at: datetime) -> set[str]:
    asked = Look.objects.filter(model=model, asks=True, at__gt=at - rules.QUIET)
    return {one.code for look in asked for one in queries.findings_of(look) if one.state == "much"}


def _tell(look: Look, at: datetime) -> None:
    roles = [role.key for role in ROLES.values() if APPROVE in role.permissions]
    seats = Seat.objects.filter(role__in=roles, from_at__lte=at).filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at)
    )
    for user in User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk"):
        queue_message(
            to=user.email,
            channel="email",
            template="model_look",
            reference=look.public_id,
            at=at,
            link=f"/people/models/{look.model_id}/",
        )

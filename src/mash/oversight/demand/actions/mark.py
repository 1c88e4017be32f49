"""Mark a thing that came, with one press; and take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from mash.casework.calls.models import Call
from mash.casework.matters.actions import read_only, works_on
from mash.foundation.kernel import Actor, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.oversight.demand import events, rules
from mash.oversight.demand.models import Mark
from mash.oversight.demand.things import KINDS, Thing
from mash.registers.accounts.rules import may
from mash.registers.standards.queries import codes

SET: Final = "demand:mark:set"


@transaction.atomic
def set_mark(*, by: Actor, at: datetime, thing: Thing, kind: str) -> Mark | Refused:
    """Say that this would have been spared so; said twice it is one."""
    allowed = _held(by, thing)
    if allowed:
        allowed = rules.may_mark(kind, kinds=[one.code for one in codes(KINDS, at=at)], ended=thing.over)
    if isinstance(allowed, Refused):
        return refuse(SET, allowed, by=by, at=at, about=thing.about)
    before = standing(thing, kind)
    if before is not None:
        return before
    found = Mark.objects.create(
        **thing.owner,
        desk_id=thing.desk,
        channel=thing.channel,
        came_at=thing.came_at,
        kind=kind,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(events.MARKED, by=by, at=at, about=thing.about, payload={"kind": kind, "thing": thing.kind})
    return found


@transaction.atomic
def end_mark(*, by: Actor, at: datetime, thing: Thing, kind: str) -> Mark | Refused | None:
    """Take it back, whoever said it; None where it does not stand any more."""
    allowed = _held(by, thing)
    if isinstance(allowed, Refused):
        return refuse(SET, allowed, by=by, at=at, about=thing.about)
    found = standing(thing, kind)
    if found is None:
        return None
    found.ended_at, found.ended_by, found.ended_by_name = at, str(by), by.name
    found.save(update_fields=["ended_at", "ended_by", "ended_by_name"])
    append(events.UNMARKED, by=by, at=at, about=thing.about, payload={"kind": kind, "thing": thing.kind})
    return found


def standing(thing: Thing, kind: str) -> Mark | None:
    return Mark.objects.filter(**thing.itself, kind=kind, ended_at__isnull=True).first()


def _held(by: Actor, thing: Thing) -> Verdict:
    """Whether the actor works on the thing, which is held until the end: of two presses the second waits here."""
    allowed = may(by, SET)
    if not allowed:
        return allowed
    held = (
        works_on(thing.matter)
        if thing.matter is not None
        else Call.objects.select_for_update(of=("self",)).filter(pk=thing.pk).first() is not None
    )
    return allowed if held else read_only()

"""Record that a child near a case was considered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.families import errors, events
from mash.casework.families.models import Considered
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.people.models import Person

CONSIDER = "people:record:identify"


@transaction.atomic
def consider(
    *,
    by: Actor,
    at: datetime,
    matter: Matter,
    person: Person,
    why_offered: str,
    reason: str,
    outcome: str = "considered",
) -> Considered | Refused:
    """Record what was made of a brother, sister or other child whom the case is not about, and why."""
    about = [Ref("matter", matter.ref), Ref("person", person.public_id)]
    allowed = may(by, CONSIDER)
    if allowed and not works_on(matter):
        allowed = read_only()
    if allowed and not reason.strip():
        allowed = errors.no_reason()
    if allowed and outcome == "considered" and Subject.objects.filter(matter=matter, person=person).exists():
        allowed = errors.not_near()
    if isinstance(allowed, Refused):
        return refuse(CONSIDER, allowed, by=by, at=at, about=about)
    last = Considered.objects.filter(matter=matter, person=person).order_by("pk").last()
    if last is not None and (last.outcome, last.reason) == (outcome, reason.strip()):
        return last
    made = Considered.objects.create(
        matter=matter,
        person=person,
        outcome=outcome,
        why_offered=why_offered[:200],
        reason=reason.strip(),
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(events.CONSIDERED, by=by, at=at, about=about, payload={"outcome": outcome})
    return made

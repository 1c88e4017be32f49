"""Record what was made of somebody else in the household."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from mash.casework.pathways import events, rules
from mash.casework.pathways.actions.common import WORK, hold, no, refs
from mash.casework.pathways.models import Considered, Pathway
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.registers.people.models import Person
from mash.registers.standards.queries import codes

OUTCOMES: Final = "pathway-considered"


@transaction.atomic
def consider(
    *, by: Actor, at: datetime, pathway: Pathway, person: Person, outcome: str, reason: str
) -> Considered | Refused:
    """Say what was made of somebody whom the pathway's page names, and why; the same words twice are one."""
    held = hold(pathway, by=by, at=at, version=None)
    if isinstance(held, Refused):
        return held
    if outcome not in {one.code for one in codes(OUTCOMES, at=at)} or not reason.strip():
        return no(held, rules.no_outcome(), by=by, at=at, permission=WORK)
    last = Considered.objects.filter(pathway=held, person=person).last()
    if last is not None and (last.outcome, last.reason) == (outcome, reason.strip()):
        return last
    made = Considered.objects.create(
        matter_id=held.matter_id,
        pathway=held,
        person=person,
        outcome=outcome,
        reason=reason.strip(),
        by=str(by),
        by_name=by.name,
        at=at,
    )
    about = [*refs(held), Ref("person", person.public_id)]
    append(events.CONSIDERED, by=by, at=at, about=about, payload={"outcome": outcome})
    return made

"""What every step on a pathway begins with."""

from __future__ import annotations

from datetime import datetime

from mash.casework.cases.models import Case
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.holding import hold as hold_row
from mash.casework.pathways import rules
from mash.casework.pathways.models import Pathway
from mash.casework.pathways.workflow.kinds import WORK
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.registers.accounts.models import User

__all__ = ["WORK", "case_of", "hold", "no", "refs", "registration_of"]


def refs(one: Pathway) -> list[Ref]:
    return [Ref("matter", one.matter.ref), Ref("pathway", one.ref)]


def case_of(one: Pathway) -> Case:
    return Case.objects.select_related("desk__hub", "desk__authority", "matter").get(matter_id=one.matter_id)


def hold(
    one: Pathway, *, by: Actor, at: datetime, version: int | None, permission: str = WORK
) -> Pathway | Refused:
    """The pathway, locked, for whoever works on its case; `version` is the one that the page showed."""
    rows = Pathway.objects.select_related("matter", "desk__hub", "desk__authority", "subject")
    held = hold_row(rows, one, permission, by=by, version=version, changed=rules.changed)
    if isinstance(held, Pathway) and not works_on(held.matter):
        held = read_only()
    return no(one, held, by=by, at=at, permission=permission) if isinstance(held, Refused) else held


def no(one: Pathway, why: Refused, *, by: Actor, at: datetime, permission: str = WORK) -> Refused:
    return refuse(permission, why, by=by, at=at, about=refs(one))


def registration_of(by: Actor) -> str:
    user = User.objects.filter(pk=by.user).first() if by.user else None
    return user.social_work_registration if user else ""

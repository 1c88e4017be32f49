"""What every step on a hand-over begins with."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.handover import rules
from mash.casework.handover.models import Handover
from mash.casework.matters.holding import hold as hold_row
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse

OFFER: Final = "handover:handover:offer"
ANSWER: Final = "handover:handover:answer"
REASONS: Final = "handover-refusal"


def refs(one: Handover) -> list[Ref]:
    """What the ledger names. The matter is found by the ledger itself: the receiver does not know it."""
    agency = [Ref("agency", one.agency.key)] if one.agency else []
    return [Ref("hand-over", one.ref), *agency]


def hold(
    one: Handover, *, by: Actor, at: datetime, permission: str, version: int | None = None
) -> Handover | Refused:
    """The hand-over, locked, for whoever may work on it; `version` is the one that the page showed."""
    rows = Handover.objects.all()
    held = hold_row(rows, one, permission, by=by, version=version, changed=rules.changed)
    return no(one, held, by=by, at=at, permission=permission) if isinstance(held, Refused) else held


def no(one: Handover, why: Refused, *, by: Actor, at: datetime, permission: str) -> Refused:
    return refuse(permission, why, by=by, at=at, about=refs(one))

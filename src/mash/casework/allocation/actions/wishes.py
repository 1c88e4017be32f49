"""That somebody else is to have a family's cases."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from mash.casework.allocation import errors, events, rules
from mash.casework.allocation.models import Wish
from mash.casework.cases.actions.triage import about, hold
from mash.casework.cases.models import Case
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may

WISH: Final = "allocation:wish:record"


@transaction.atomic
def wish(*, by: Actor, at: datetime, case: Case, whose: str, words: str) -> Wish | Refused:
    """Record that another than whoever has the case is to have it, and who wishes it. The same wish twice is one.

    It gives the case to nobody: whoever shares the work out sees it, and the list proposes this person after the others.
    """
    allowed = may(by, WISH)
    held = hold(case, WISH, by=by, at=at) if allowed else case
    if isinstance(held, Refused):
        return held
    if allowed and held.worker_id is None:
        allowed = errors.nobody_has_it()
    if allowed:
        allowed = rules.may_wish(whose, words, known=dict(Wish.WHOSE))
    if isinstance(allowed, Refused):
        return refuse(WISH, allowed, by=by, at=at, about=about(held))
    there = Wish.objects.filter(matter=held.matter_id, user=held.worker_id, whose=whose).first()
    if there is not None:
        return there
    made = Wish.objects.create(
        matter_id=held.matter_id,
        user_id=held.worker_id,
        whose=whose,
        words=words.strip(),
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(events.WISHED, by=by, at=at, about=about(held), payload={"worker": held.worker_id, "whose": whose})
    return made

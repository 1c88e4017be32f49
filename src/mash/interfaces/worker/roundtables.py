"""Overdue actions of round tables are chased: with a reference, and no word of them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.roundtables import actions
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

ROUND_TABLES: Final = Actor.service("roundtables")


def chase_actions(*, at: datetime) -> int:
    """Chase what is overdue and was not chased of late, each in a transaction of its own; how many."""
    with acting(ROUND_TABLES, at):
        late = actions.to_chase(at=at)
    chased = 0
    for number in late:
        with acting(ROUND_TABLES, at):
            chased += actions.chase(by=ROUND_TABLES, at=at, number=number)
    return chased

"""A disagreement whose step's time is over goes up by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.disagreements import actions
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

DISAGREEMENTS: Final = Actor.service("disagreements")


def climb_ladders(*, at: datetime) -> int:
    """Move up what is stalled by now, each in a transaction of its own; how many."""
    with acting(DISAGREEMENTS, at):
        stalled = actions.to_climb(at=at)
    moved = 0
    for number in stalled:
        with acting(DISAGREEMENTS, at):
            moved += actions.climb(by=DISAGREEMENTS, at=at, number=number)
    return moved

"""A case that somebody was offered and did not answer in time goes back to whoever shares the work out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.allocation import actions
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

ATTENTION: Final = Actor.service("attention")


def lapse_offers(*, at: datetime) -> int:
    """End what is not answered by now, each in a transaction of its own; how many."""
    with acting(ATTENTION, at):
        late = actions.to_lapse(at=at)
    ended = 0
    for number in late:
        with acting(ATTENTION, at):
            ended += actions.lapse(by=ATTENTION, at=at, number=number)
    return ended

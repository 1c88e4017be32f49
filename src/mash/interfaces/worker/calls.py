"""What callers were to confirm in writing: joined when it came, chased when it did not; calls whose time is over go."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final

from mash.casework.calls import actions
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

CALLS: Final = Actor.service("calls")


def look_after_calls(*, at: datetime) -> Counter[str]:
    """Join what came and chase what did not, each in a transaction of its own; how many of `joined` and `chased`."""
    with acting(CALLS, at):
        waiting = actions.waiting(at=at)
    done: Counter[str] = Counter()
    for number in waiting:
        with acting(CALLS, at):
            done[actions.look(by=CALLS, at=at, number=number)] += 1
    del done[""]
    return done


def forget_calls(*, at: datetime) -> int:
    """Empty what belongs to no case and whose period is over; how many."""
    with acting(CALLS, at):
        return actions.forget(by=CALLS, at=at)

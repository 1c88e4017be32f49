"""Whose overdue task it is hears of it, with a reference and no word of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.tasks import actions
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

TASKS: Final = Actor.service("tasks")


def tell_of_tasks(*, at: datetime) -> int:
    """Tell of what is overdue and was not told of yet, each in a transaction of its own; how many."""
    with acting(TASKS, at):
        late = actions.to_tell(at=at)
    told = 0
    for number in late:
        with acting(TASKS, at):
            told += actions.tell_overdue(by=TASKS, at=at, number=number)
    return told

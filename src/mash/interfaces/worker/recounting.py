"""What is due on a calendar is counted anew after its hours have changed, some rows at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.cases.actions.clocks import count_anew as cases
from mash.casework.sharing.actions.clocks import count_anew as requests
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.foundation.visibility import acting
from mash.interfaces.worker.delivery import WORKER
from mash.registers.clocks.events import COUNTED_ANEW
from mash.registers.clocks.models import Recount

PARTS: Final = (cases, requests)


def count_due_times(*, at: datetime) -> int:
    """Do what is to be counted anew, each step in a transaction of its own; how many steps that took.

    Killed, the next call goes on where it was; two at once take turns.
    """
    steps = 0
    while step(at):
        steps += 1
    return steps


def step(at: datetime) -> bool:
    """Do the next step in a transaction of its own; whether there was one."""
    with acting(WORKER, at):
        waiting = Recount.objects.select_for_update(of=("self",)).select_related("calendar")
        recount = waiting.filter(done_at=None).order_by("pk").first()
        if recount is None:
            return False
        done = PARTS[recount.part](recount, after=recount.after, at=at)
        recount.looked_at += done.looked_at
        recount.later += done.later
        recount.earlier += done.earlier
        if done.last is None:
            recount.part, recount.after = recount.part + 1, 0
        else:
            recount.after = done.last
        if recount.part == len(PARTS):
            recount.done_at = at
            append(
                COUNTED_ANEW,
                by=WORKER,
                at=at,
                about=[Ref("calendar", recount.calendar.key)],
                payload={
                    "calendar": recount.calendar.key,
                    "later": recount.later,
                    "earlier": recount.earlier,
                },
            )
        recount.save()
    return True

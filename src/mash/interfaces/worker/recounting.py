"""What is due on a calendar is counted anew after its hours have changed, some rows at a time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from mash.casework.cases.actions.clocks import count_anew as cases
from mash.casework.handover.actions.clocks import count_anew as handovers
from mash.casework.pathways.actions.clocks import count_anew as pathways
from mash.casework.sharing.actions.clocks import count_anew as requests
from mash.foundation.kernel import Ref
from mash.foundation.ledger import append
from mash.foundation.visibility import acting
from mash.interfaces.worker.delivery import WORKER
from mash.registers.clocks.events import COUNTED_ANEW
from mash.registers.clocks.models import Recount

PARTS: Final = (cases, requests, handovers, pathways)


def count_due_times(*, at: datetime) -> int:
    """Do what was to be counted anew by then, each step in a transaction of its own; how many steps that took.

    Killed, the next call goes on where it was; two at once take turns. Where one fails the others are done before that is
    raised: one desk's hours hold up nobody else's.
    """
    steps = 0
    failed: dict[int, Failed] = {}
    while True:
        try:
            number = step(at, without=failed)
        except Failed as error:
            failed[error.number] = error
            continue
        if number is None:
            break
        steps += 1
    for met in failed.values():
        raise met
    return steps


class Failed(RuntimeError):  # noqa: N818 - it is not the error, it says which recount met it
    """A step of the recount with that number failed."""

    def __init__(self, number: int) -> None:
        super().__init__(f"recount {number}")
        self.number = number


def step(at: datetime, *, without: Collection[int] = ()) -> int | None:
    """Do the next step in a transaction of its own: the number of its recount, None where there is none. Raises Failed.

    Hours are read as they were known at `at`: what was asked for after that waits for the next call.
    """
    with acting(WORKER, at):
        waiting = Recount.objects.select_for_update(of=("self",)).select_related("calendar")
        recount = (
            waiting.filter(done_at=None, asked_at__lte=at).exclude(pk__in=without).order_by("pk").first()
        )
        if recount is None:
            return None
        try:
            _do(recount, at)
        except Exception as error:
            raise Failed(recount.pk) from error
        return recount.pk


def _do(recount: Recount, at: datetime) -> None:
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
            payload={"calendar": recount.calendar.key},
        )
    recount.save()

"""What is due is looked for every night, and what was approved is carried out when its time has come."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting
from mash.interfaces.worker.sequencer import sequence_all
from mash.oversight.retention import actions, register

RETENTION: Final = Actor.service("retention")


def review(*, at: datetime) -> actions.Reviewed:
    """Bring the list of what is due up to date."""
    with acting(RETENTION, at):
        return actions.review(by=RETENTION, at=at)


def carry_out_due(*, at: datetime) -> int:
    """Carry out each disposal whose time has come, in a transaction of its own; how many are done."""
    with acting(RETENTION, at):
        ready = actions.ready_to_carry_out(at=at)
    done = 0
    if ready:
        sequence_all()  # what an entry says is erased once it has its leaf
    for ref in ready:
        with acting(RETENTION, at):
            done += not isinstance(actions.carry_out(by=RETENTION, at=at, ref=ref), Refused)
    keep_register(at=at)
    return done


def keep_register(*, at: datetime) -> int:
    """Write what was disposed of into the file outside the database; how many lines."""
    with acting(RETENTION, at):
        return register.keep()

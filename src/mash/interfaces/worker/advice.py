"""Advised to refer and nothing arrived: chased on the desk's clock; advice whose time is over goes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.consultations import actions
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

CONSULTATIONS: Final = Actor.service("consultations")


def chase_referrals(*, at: datetime) -> int:
    """Chase what is to be chased by now, each in a transaction of its own; how many."""
    with acting(CONSULTATIONS, at):
        waiting = actions.to_chase(at=at)
    chased = 0
    for number in waiting:
        with acting(CONSULTATIONS, at):
            chased += actions.chase(by=CONSULTATIONS, at=at, number=number)
    return chased


def forget_advice(*, at: datetime) -> int:
    """Empty what belongs to no case and whose period is over; how many."""
    with acting(CONSULTATIONS, at):
        return actions.forget(by=CONSULTATIONS, at=at)

"""Due times counted anew when a calendar's hours change: what each kind of them has in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from mash.registers.clocks.models import Recount

FEW: Final = 500
"""Rows of one transaction: whoever works on one of them waits for no more than that."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction did: the key of the last row that it looked at, None where there was none left."""

    last: int | None
    looked_at: int = 0
    later: int = 0
    earlier: int = 0


def step(last: int, looked_at: int, moved: Sequence[tuple[datetime, datetime]]) -> Step:
    """`moved` are pairs of what was due and is due now."""
    later = sum(now > before for before, now in moved)
    return Step(last, looked_at, later, len(moved) - later)


def within(recount: Recount, *, started: str) -> Q:
    """Which running times a change of hours can move: due after it begins, and begun (`started`) before it ends."""
    found = Q(due_at__gte=recount.since)
    return found & Q(**{f"{started}__lt": recount.until}) if recount.until else found

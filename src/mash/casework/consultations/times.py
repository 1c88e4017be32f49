"""The hub's own times for advice, from its code list, on the desk's calendar."""

from __future__ import annotations

from datetime import datetime

from mash.registers.agencies.models import Desk
from mash.registers.standards.times import due_by, times_of

TIMES = "consultation-time"


def due(desk: Desk, step: str, *, started: datetime, level: int | None = None) -> datetime | None:
    """When a step is due that began then; a level's own time before the common one. None where the hub sets none."""
    return due_by(TIMES, f"{step}-{level}", step, desk=desk.key, started=started)


def times_chased(at: datetime) -> int:
    """How often a referral that does not arrive is chased at most."""
    return times_of(TIMES, "chase", at=at)

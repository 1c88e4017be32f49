"""The hub's own times for calls, from its code list, on the desk's calendar."""

from __future__ import annotations

from datetime import datetime

from mash.registers.agencies.models import Desk
from mash.registers.standards.times import due_by, times_of

TIMES = "call-time"


def due(desk: Desk, step: str, *, started: datetime) -> datetime | None:
    """When a step is due that began then; None where the hub sets no time."""
    return due_by(TIMES, step, desk=desk.key, started=started)


def times(step: str, *, at: datetime) -> int:
    """How often a step is repeated at most."""
    return times_of(TIMES, step, at=at)

"""The hub's own times for advice, from its code list, on the desk's calendar."""

from __future__ import annotations

from datetime import datetime

from mash.registers.agencies.models import Desk
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.clocks.rules import due as due_after
from mash.registers.standards.queries import codes
from mash.registers.standards.rules import Code

TIMES = "consultation-time"


def due(desk: Desk, step: str, *, started: datetime, level: int | None = None) -> datetime | None:
    """When a step is due that began then; a level's own time before the common one. None where the hub sets none."""
    found = _code(f"{step}-{level}", at=started) or _code(step, at=started)
    if found is None:
        return None
    length = Timescale(int(str(found.attributes["amount"])), Unit(str(found.attributes["unit"])))
    return due_after(calendar_for(desk.key, at=started), started, length)


def times_chased(at: datetime) -> int:
    """How often a referral that does not arrive is chased at most."""
    found = _code("chase", at=at)
    return int(str(found.attributes.get("times", 1))) if found else 0


def _code(wanted: str, *, at: datetime) -> Code | None:
    return next((one for one in codes(TIMES, at=at) if one.code == wanted), None)

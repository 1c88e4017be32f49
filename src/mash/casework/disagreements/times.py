"""When a step's time is over: working days on the desk's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from mash.casework.disagreements import rules
from mash.registers.agencies.models import Desk
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.clocks.rules import due as due_after
from mash.registers.standards.queries import codes

TIMES: Final = "disagreement-time"


def urgent_days(at: datetime) -> int | None:
    """The working days that a step of an urgent disagreement has at most; None where the hub sets none."""
    found = next((one for one in codes(TIMES, at=at) if one.code == "urgent"), None)
    return int(str(found.attributes["amount"])) if found else None


def due(desk: Desk, step: Mapping[str, Any], *, urgent: bool, started: datetime) -> datetime:
    """The close of the last working day of a step that began then."""
    days = rules.days_of(step, urgent=urgent_days(started) if urgent else None)
    return due_after(calendar_for(desk.key, at=started), started, Timescale(days, Unit.WORKING_DAYS))

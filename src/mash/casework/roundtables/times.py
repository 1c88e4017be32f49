"""When receipt is due and an overdue action is chased again: working days on the desk's calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from mash.registers.agencies.models import Desk
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.clocks.rules import due as due_after
from mash.registers.standards.queries import codes

TIMES: Final = "round-table-time"
LONDON: Final = ZoneInfo("Europe/London")


def today(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def due(code: str, desk: Desk, *, started: datetime) -> datetime:
    """The end of the time that the list round-table-time gives; the time itself where it gives none."""
    found = next((one for one in codes(TIMES, at=started) if one.code == code), None)
    if found is None:
        return started
    days = Timescale(int(str(found.attributes["amount"])), Unit(str(found.attributes["unit"])))
    return due_after(calendar_for(desk.key, at=started), started, days)

"""The hub's own times for reading and acknowledging, from its code lists, on the desk's calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.registers.agencies.models import Desk
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.clocks.rules import due as due_after
from mash.registers.standards.queries import codes

RECEIPT: Final = "update-receipt"
NOTICE: Final = "notice-acknowledge"


def due(desk: Desk, code: str, *, started: datetime, times: str = RECEIPT) -> datetime | None:
    """When what began then is due, by the list in force then; None where the hub sets no such time."""
    found = next((one for one in codes(times, at=started) if one.code == code), None)
    if found is None:
        return None
    length = Timescale(int(str(found.attributes["amount"])), Unit(str(found.attributes["unit"])))
    return due_after(calendar_for(desk.key, at=started), started, length)

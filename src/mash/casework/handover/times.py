"""By when a receiver answers: the code list `handover-time` by the case's rating, on the desk's calendar."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Final

from mash.registers.agencies.models import Desk
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Calendar, Clock, Timescale, Unit
from mash.registers.standards.queries import codes

TIMES: Final = "handover-time"


def clock(
    desk: Desk, rating: str, *, started: datetime, at: datetime, calendar: Calendar | None = None
) -> Clock:
    """The time to answer, counted from `started` on the hours as they are known at `at`; the list as it was then.

    A case without a rating, and a rating that the list does not name, has the time of its code `other`.
    """
    found = {one.code: one for one in codes(TIMES, at=started)}
    said = (found.get(rating) or found["other"]).attributes
    scale = Timescale(int(str(said["amount"])), Unit(str(said["unit"])))
    share = Fraction(int(str(said["warn_percent"])), 100)
    return Clock(calendar or calendar_for(desk.key, at=at), scale, started=started, warn_at=share)

"""When contacts come: school terms, weekdays and hours, and working time for what the hub does next.

The published figures give months and sources only; weekdays, hours and terms are assumptions (see
`assumptions.py`). Terms follow a plain rule which is close to most English schools' calendars.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import holidays

if TYPE_CHECKING:
    from random import Random

LONDON: Final = ZoneInfo("Europe/London")
DAY: Final = timedelta(days=1)
OPENS: Final = time(8, 30)
CLOSES: Final = time(17, 0)

_OFFICE: Final = (1.1, 1.05, 1.0, 1.0, 1.0, 0.05, 0.03)
_EVERY_DAY: Final = (1.2, 0.95, 0.95, 0.95, 1.0, 0.95, 1.0)
WEEKDAYS: Final[dict[str, tuple[float, ...]]] = {
    "Schools": (1.0, 1.0, 1.05, 1.05, 1.25, 0.0, 0.0),
    "Education_Services": (1.0, 1.0, 1.0, 1.0, 1.1, 0.0, 0.0),
    "Health_Services": (1.15, 1.05, 1.0, 1.0, 1.05, 0.5, 0.45),
    "Police": _EVERY_DAY,
    "Individual": (1.1, 1.0, 1.0, 1.0, 1.0, 0.7, 0.75),
    "Anonymous": (1.0, 1.0, 1.0, 1.0, 1.0, 0.9, 0.9),
}
"""Relative weight of Monday to Sunday by published source; others keep office days."""

_HOURS: Final[dict[str, tuple[tuple[float, float, int], ...]]] = {
    "Schools": ((8.4, 10.5, 3), (10.5, 14.5, 4), (14.5, 16.9, 6)),
    "Education_Services": ((8.5, 12.5, 4), (13.0, 16.8, 5)),
    "Health_Services": ((7.5, 12.5, 4), (12.5, 18.5, 6), (18.5, 23.8, 2), (0.1, 6.5, 1)),
    "Police": ((6.0, 11.0, 4), (11.0, 18.0, 4), (18.0, 23.9, 5), (0.1, 5.9, 2)),
    "Individual": ((8.5, 17.0, 6), (17.0, 22.5, 4)),
    "Anonymous": ((9.0, 17.0, 3), (17.0, 23.5, 4)),
}
_OFFICE_HOURS: Final = ((8.6, 12.8, 5), (13.2, 17.2, 5))


@cache
def _bank_holidays() -> dict[date, str]:
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(2015, 2051))
    return {day: str(name) for day, name in found.items()}


@cache
def _easter_monday(year: int) -> date:
    return next(
        (day for day, name in _bank_holidays().items() if day.year == year and "Easter" in name),
        date(year, 4, 10),
    )


def is_bank_holiday(day: date) -> bool:
    return day in _bank_holidays()


@cache
def in_term(day: date) -> bool:
    """Whether schools are open on that day, by the plain rule."""
    if day.weekday() > 4 or is_bank_holiday(day):
        return False
    monday = day - timedelta(days=day.weekday())
    after_easter = (day - (_easter_monday(day.year) - timedelta(days=7))).days
    summer = date(day.year, 7, 22) <= day <= date(day.year, 9, 1)
    christmas = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 3)
    half_term = (
        (monday.month == 10 and 22 <= monday.day <= 28)
        or (monday.month == 2 and 13 <= monday.day <= 19)
        or (monday.month == 5 and monday.day >= 25)
    )
    return not (summer or christmas or half_term or 0 <= after_easter < 14)


@cache
def day_weight(source: str, day: date) -> float:
    """How likely a contact of that published source is on that day, relative to its other days."""
    if source == "Schools" and not in_term(day):
        return 0.0
    weight = WEEKDAYS.get(source, _OFFICE)[day.weekday()]
    if source == "Education_Services" and not in_term(day):
        weight *= 0.3
    if is_bank_holiday(day) and source not in {"Police", "Health_Services", "Individual", "Anonymous"}:
        weight *= 0.1
    return weight


def moment(rng: Random, source: str, day: date) -> datetime:
    """A time on that day in the hours which the source keeps."""
    spans = _HOURS.get(source, _OFFICE_HOURS)
    start, end, _ = rng.choices(spans, [span[2] for span in spans])[0]
    seconds = int(rng.uniform(start, end) * 3600)
    clock = time(seconds // 3600, seconds % 3600 // 60, seconds % 60)
    return datetime.combine(day, clock, LONDON)


def worked(start: datetime, hours: float) -> datetime:
    """`start` and that many working hours later (08:30 to 17:00, Monday to Friday, no bank holidays)."""
    left = timedelta(hours=hours)
    at = start.astimezone(LONDON)
    while True:
        day = at.date()
        opens = datetime.combine(day, OPENS, LONDON)
        closes = datetime.combine(day, CLOSES, LONDON)
        if day.weekday() < 5 and not is_bank_holiday(day) and at < closes:
            at = max(at, opens)
            if at + left <= closes:
                return at + left
            left -= closes - at
        at = datetime.combine(day + DAY, OPENS, LONDON)

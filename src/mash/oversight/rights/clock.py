"""How long there is to answer: months, days that do not count, and days on which nothing is due. Pure.

UK GDPR Article 12(3) with 12A, and for law-enforcement processing section 54 of the Data Protection Act 2018, both as the
Data (Use and Access) Act 2025 left them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mash.registers.clocks.rules import Nation
from mash.registers.clocks.rules.calendar import bank_holidays

ONE_DAY: Final = timedelta(days=1)
MONTHS: Final = 1
FURTHER: Final = 2


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which clarification was awaited, the first and the last included; `until` None while it is awaited."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Where the clock stands. `on` is the last day in time; None while it stands still, and `why` says what for.

    `notice_by` is the last day on which an extension may be told.
    """

    on: date | None
    notice_by: date | None = None
    why: str = ""

    def days_left(self, today: date) -> int | None:
        """Days from today to the last day in time; negative when it is past, None while the clock stands."""
        return (self.on - today).days if self.on else None


def add_months(day: date, months: int) -> date:
    """The corresponding day of a later month; its last day where the month has no such day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_working_day(day: date) -> bool:
    """Neither a Saturday or Sunday nor a bank holiday in England."""
    return day.weekday() < 5 and day not in bank_holidays(Nation.ENGLAND, day.year)


def on_or_after(day: date, working: Callable[[date], bool] = is_working_day) -> date:
    """The day, or the next working day where it is none."""
    while not working(day):
        day += ONE_DAY
    return day


def days_not_counted(pauses: Iterable[Pause], since: date) -> int:
    """Days from `since` on that lie in some pause, each once; of ended pauses."""
    days: set[date] = set()
    for one in pauses:
        if one.until is None:
            continue
        first = max(one.since, since)
        days |= {first + ONE_DAY * n for n in range((one.until - first).days + 1)}
    return len(days)


def due(
    received: date,
    *,
    identity_asked: date | None = None,
    identity_given: date | None = None,
    pauses: Iterable[Pause] = (),
    extended: bool = False,
) -> Due:
    """By when a request is to be answered.

    The month begins with the day of receipt or, where there was reasonable doubt who asks, with the day on which that was
    settled (Article 12A(2)). Days on which clarification was awaited do not count (12A(5)). An extension adds two months to
    the first (12A(3)). A last day that is no working day gives way to the next one.
    """
    held = list(pauses)
    if identity_asked is not None and identity_given is None:
        return Due(None, why="identity")
    if any(one.until is None for one in held):
        return Due(None, why="clarification")
    start = max(received, identity_given) if identity_given is not None else received
    idle = timedelta(days=days_not_counted(held, start))
    # The notice is due in the month itself: nothing in the Act carries it over a week-end.
    notice = add_months(start, MONTHS) + idle
    months = MONTHS + FURTHER if extended else MONTHS
    return Due(on_or_after(add_months(start, months) + idle), notice_by=notice)


def opinion_holds(given: date, used: date) -> bool:
    """Whether a health professional's opinion may still be relied on: given within six months before.

    Data Protection Act 2018, Schedule 3, paragraph 6(2).
    """
    return given <= used <= add_months(given, 6)


def working_days_after(day: date, count: int) -> date:
    """The day that many working days later; none is counted for the day itself."""
    for _ in range(count):
        day = on_or_after(day + ONE_DAY)
    return day

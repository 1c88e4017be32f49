"""Gestation, and what about an unborn child should be looked at. Pure: thresholds are given, in days of gestation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from mash.foundation.kernel import ALLOWED, Verdict

from . import errors

TERM: Final = 280
"""Days from the first day of the last period to the expected date: how gestation is counted in maternity care."""
LATEST: Final = timedelta(days=300)
OVER: Final = frozenset({"born", "stillborn", "lost", "ended", "none"})
SORROW: Final = frozenset({"stillborn", "lost", "ended"})
"""Ends after which pages say no more than that, and no alert."""

Alert = Literal[
    "very-late-booking", "late-booking", "concealed", "not-booked", "no-antenatal-care", "overdue"
]
ALERTS: Final[tuple[Alert, ...]] = (
    "overdue",
    "concealed",
    "very-late-booking",
    "late-booking",
    "not-booked",
    "no-antenatal-care",
)
"""The gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an unborn child: see `models.Expectation`."""

    expected_on: date | None = None
    booked: str = "not-known"
    booked_on: date | None = None
    booked_days: int | None = None
    care: str = "not-known"

    def gestation(self, day: date) -> int | None:
        """Days of gestation on that day; None while no date is known."""
        return TERM - (self.expected_on - day).days if self.expected_on else None

    @property
    def days_when_booked(self) -> int | None:
        """As the midwife says, else from the day of booking; None where neither is known."""
        if self.booked_days is not None:
            return self.booked_days
        return self.gestation(self.booked_on) if self.booked_on else None


def alerts(facts: Facts, day: date, thresholds: Mapping[str, int]) -> tuple[Alert, ...]:
    """What about it should be looked at on that day, the gravest first.

    `thresholds` are days of gestation by code: `recommended`, `late` and `very-late` of booking, `concealed` without one, and
    `overdue`, days after the expected date. Without a threshold there is no such alert.
    """
    found: set[Alert] = set()
    now, booked = facts.gestation(day), facts.days_when_booked
    if facts.booked == "yes" and booked is not None:
        if _after(booked, thresholds.get("very-late")):
            found.add("very-late-booking")
        elif _after(booked, thresholds.get("late")):
            found.add("late-booking")
    if facts.booked == "no" and now is not None:
        if _after(now, thresholds.get("concealed")):
            found.add("concealed")
        elif _after(now, thresholds.get("recommended")):
            found.add("not-booked")
    if facts.care == "no":
        found.add("no-antenatal-care")
    if facts.expected_on is not None and _after((day - facts.expected_on).days, thresholds.get("overdue")):
        found.add("overdue")
    return tuple(one for one in ALERTS if one in found)


def _after(days: int, threshold: int | None) -> bool:
    return threshold is not None and days > threshold


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is done before the birth, by a day."""

    code: str
    on: date
    over: bool


def due(facts: Facts, day: date, steps: Iterable[tuple[str, int]]) -> tuple[Due, ...]:
    """By when each step is due; `steps` are codes with days of gestation. None while no date is known."""
    if facts.expected_on is None:
        return ()
    found = [(code, facts.expected_on - timedelta(days=TERM - days)) for code, days in steps]
    return tuple(Due(code, on, on < day) for code, on in sorted(found, key=lambda one: one[1]))


def may_expect(*, expected_on: date | None, day: date, over: bool) -> Verdict:
    """Whether this may be recorded of an unborn child on that day."""
    if over:
        return errors.ended_already()
    if expected_on is not None and not day - LATEST <= expected_on <= day + LATEST:
        return errors.unlikely_date()
    return ALLOWED


def weeks_and_days(days: int) -> tuple[int, int]:
    """Gestation as it is said: 90 days are 12 weeks and 6 days."""
    return divmod(days, 7)

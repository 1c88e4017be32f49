"""How long a step of a pathway has: from the case's practice standard, else from the code list pathway-time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from mash.casework.cases.models import Case
from mash.foundation.kernel.time import LONDON
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Calendar, Timescale, Unit
from mash.registers.clocks.rules import Clock as Counted
from mash.registers.standards.queries import codes, standard_for
from mash.registers.standards.rules import Step as StandardStep
from mash.registers.standards.rules import clock as of_standard

TIMES: Final = "pathway-time"
_STEPS: Final = frozenset(str(one) for one in StandardStep)


@dataclass(frozen=True, slots=True)
class Time:
    """When a clock is due and warns, whose figure it is, and what it rests on."""

    due: datetime
    warns: datetime
    calendar: str
    basis: str
    source: str
    fixed: bool = False


def time_of(code: str, case: Case, *, started: datetime, calendar: Calendar) -> Time | None:
    """The time of a step counted from then on the desk's hours; None where nothing sets one."""
    desk = case.desk
    if code in _STEPS:
        standard = standard_for(desk.population, at=case.received_at, hub=desk.hub.key)
        timing = standard.timing(code, case.rating)
        if timing is None:
            return None
        counted = of_standard(timing, calendar, started=started)
        return _time(counted, str(timing.basis), f"{standard.key} {standard.version}")
    found = next((one for one in codes(TIMES, at=started) if one.code == code), None)
    if found is None:
        return None
    said = found.attributes
    length = Timescale(int(str(said["amount"])), Unit(str(said["unit"])))
    return _time(Counted(calendar, length, started=started), str(said["basis"]), TIMES)


def agreed(day: date, *, started: datetime) -> Time:
    """A day that people agreed on: due as it ends, warning after three quarters of the way to it."""
    due = datetime.combine(day, time(23, 59), LONDON)
    return Time(due, started + (due - started) * 3 / 4, "always", "local", "agreed", fixed=True)


def hours_of(case: Case, *, at: datetime) -> Calendar:
    return calendar_for(case.desk.key, at=at)


def _time(counted: Counted, basis: str, source: str) -> Time:
    return Time(counted.due, counted.warns, counted.calendar.key, basis, source)

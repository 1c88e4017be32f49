"""Working time, pure: calendars, timescales and clocks. No Django, no database, no `now`.

Every instant that goes in is timezone-aware, in any zone; every instant that comes out is in UTC.
"""

from .calendar import (
    ALWAYS,
    Calendar,
    Exceptional,
    Kind,
    Nation,
    Weekly,
    bank_holidays,
    office_hours,
    with_day,
    with_hours,
    with_usual_day,
)
from .clock import Clock, Status, status_of
from .timescale import DayRule, Timescale, Unit, add_working_days, due, working_days_between
from .working import is_open, next_opening, working_between

__all__ = [
    "ALWAYS",
    "Calendar",
    "Clock",
    "DayRule",
    "Exceptional",
    "Kind",
    "Nation",
    "Status",
    "Timescale",
    "Unit",
    "Weekly",
    "add_working_days",
    "bank_holidays",
    "due",
    "is_open",
    "next_opening",
    "office_hours",
    "status_of",
    "with_day",
    "with_hours",
    "with_usual_day",
    "working_between",
    "working_days_between",
]

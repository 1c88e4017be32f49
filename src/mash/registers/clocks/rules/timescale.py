"""How long a step may take, and so when it is due."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from .calendar import ONE_DAY, Calendar, instant
from .working import HORIZON, NeverOpenError, after_working, days, spans_from

MICROSECOND = timedelta(microseconds=1)


class Unit(StrEnum):
    WORKING_MINUTES = "working_minutes"
    WORKING_DAYS = "working_days"
    ELAPSED_MINUTES = "elapsed_minutes"
    CALENDAR_DAYS = "calendar_days"


class DayRule(StrEnum):
    """What "within a day" means. A standard says which; both readings are in use.

    BY_CLOSE: by the close of the Nth working (or calendar) day after the day of receipt. Whatever the
    hour of receipt, the next working day is day one: a referral of Friday 16:59 and one of Saturday noon
    are both due by Monday's close.
    FULL_DAYS: N whole days of the desk's own hours from receipt. Friday 16:59 of a desk that closes at
    17:00 is due on Monday at 16:59; Saturday noon is due at Monday's close. A short day counts as one.
    """

    BY_CLOSE = "by_close"
    FULL_DAYS = "full_days"


@dataclass(frozen=True, slots=True)
class Timescale:
    """An amount of time in a unit: `Timescale(240, Unit.WORKING_MINUTES)` is four working hours."""

    amount: int
    unit: Unit
    day_rule: DayRule = DayRule.BY_CLOSE

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a timescale is not negative")


def due(calendar: Calendar, start: datetime, timescale: Timescale) -> datetime:
    """The last instant in time, in UTC: what happens at it is in time, and after it is late.

    Raises NeverOpenError when the calendar has no such opening, ValueError for a naive start.
    """
    match timescale.unit:
        case Unit.WORKING_MINUTES:
            return after_working(calendar, start, timedelta(minutes=timescale.amount))
        case Unit.ELAPSED_MINUTES:
            return instant(start) + timedelta(minutes=timescale.amount)
        case Unit.WORKING_DAYS:
            return add_working_days(calendar, start, timescale.amount, timescale.day_rule)
        case Unit.CALENDAR_DAYS:
            return _add_calendar_days(calendar, start, timescale.amount, timescale.day_rule)


def add_working_days(
    calendar: Calendar, start: datetime, amount: int, day_rule: DayRule = DayRule.BY_CLOSE
) -> datetime:
    """`start` and a number of working days, read by `day_rule`; 0 days by close is the close of today.

    When 0 days are asked of a closed day, or of one that has closed, it is the next close.
    """
    moment = instant(start)
    if day_rule is DayRule.FULL_DAYS:
        return _after_full_days(calendar, moment, amount)
    if amount == 0:
        _, closes = next(spans_from(calendar, moment))
        return calendar.spans(calendar.local_date(closes - MICROSECOND))[-1][1]
    day, left, idle = calendar.local_date(moment), amount, timedelta()
    while left:
        day += ONE_DAY
        idle += ONE_DAY
        if calendar.is_working_day(day):
            left, idle = left - 1, timedelta()
        elif idle > HORIZON:
            raise NeverOpenError(f"calendar {calendar.key!r} has no opening after {moment:%d %B %Y}")
    return calendar.spans(day)[-1][1]


def working_days_between(calendar: Calendar, a: datetime, b: datetime) -> Fraction:
    """Working days from a to b, each day counting as one whatever its length; signed and additive."""
    first, last = instant(a), instant(b)
    if last < first:
        return -working_days_between(calendar, last, first)
    total = Fraction(0)
    for day in days(calendar.local_date(first), calendar.local_date(last)):
        for start, end in calendar.spans(day):
            within = max(timedelta(), min(end, last) - max(start, first))
            total += Fraction(within // MICROSECOND, calendar.day_length(day) // MICROSECOND)
    return total


def _after_full_days(calendar: Calendar, moment: datetime, amount: int) -> datetime:
    left = Fraction(amount)
    if not left:
        return moment
    for opens, closes in spans_from(calendar, moment):
        length = calendar.day_length(calendar.local_date(opens)) // MICROSECOND
        share = Fraction((closes - opens) // MICROSECOND, length)
        if share >= left:
            return opens + -(-(left * length) // 1) * MICROSECOND
        left -= share
    raise NeverOpenError(calendar.key)


def _add_calendar_days(calendar: Calendar, start: datetime, amount: int, day_rule: DayRule) -> datetime:
    zone = ZoneInfo(calendar.zone)
    here = instant(start).astimezone(zone)
    if day_rule is DayRule.FULL_DAYS:
        # Adding to a local time keeps the wall's hour across a change of the clocks.
        return (here + timedelta(days=amount)).astimezone(UTC)
    return datetime.combine(here.date() + timedelta(days=amount + 1), time(0), zone).astimezone(UTC)

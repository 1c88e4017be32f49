"""Open time between two instants, and the instant at which an amount of open time has passed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from .calendar import ONE_DAY, Calendar, Span, instant

HORIZON = timedelta(days=3660)
"""How far ahead an opening is looked for before the calendar is called closed for good."""


class NeverOpenError(ValueError):
    """The calendar has no opening within ten years, so nothing falls due on it."""


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the desk is open at that instant; it is open when it opens and shut when it closes."""
    moment = instant(at)
    return calendar.always or any(
        start <= moment < end for start, end in calendar.spans(calendar.local_date(moment))
    )


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """`at` itself when open, else the next instant at which the desk opens. Raises NeverOpenError."""
    moment = instant(at)
    if calendar.always:
        return moment
    start, _ = next(spans_from(calendar, moment))
    return start


def working_between(calendar: Calendar, a: datetime, b: datetime) -> timedelta:
    """Open time from a to b; negative when b is before a. Additive: ab + bc = ac."""
    first, last = instant(a), instant(b)
    if calendar.always:
        return last - first
    if last < first:
        return -working_between(calendar, last, first)
    total = timedelta()
    for day in days(calendar.local_date(first), calendar.local_date(last)):
        for start, end in calendar.spans(day):
            total += max(timedelta(), min(end, last) - max(start, first))
    return total


def after_working(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant at which `amount` of open time has passed since `start`.

    An amount of nothing is due at once, even when closed. Raises NeverOpenError, and ValueError when negative.
    """
    moment, left = instant(start), amount
    if left < timedelta():
        raise ValueError("an amount of working time is not negative")
    if calendar.always or not left:
        return moment + left
    for opens, closes in spans_from(calendar, moment):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise NeverOpenError(calendar.key)


def spans_from(calendar: Calendar, moment: datetime) -> Iterator[Span]:
    """Open spans from an instant on, the first one cut to it. Raises NeverOpenError ten years after the last."""
    day = calendar.local_date(moment)
    idle = timedelta()
    while idle < HORIZON:
        idle += ONE_DAY
        for start, end in calendar.spans(day):
            if end > moment:
                idle = timedelta()
                yield max(start, moment), end
        day += ONE_DAY
    raise NeverOpenError(f"calendar {calendar.key!r} has no opening after {moment:%d %B %Y}")


def days(first: date, last: date) -> Iterator[date]:
    """Each date from first to last, both included."""
    while first <= last:
        yield first
        first += ONE_DAY

"""Hours of London's day, what is usual in each, and what waits at its end. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from statistics import median
from typing import Final

from mash.foundation.kernel.time import LONDON

WEEKS: Final = 8
"""What is usual is of the same weekday in so many weeks before."""
ONE_DAY: Final = timedelta(days=1)
ONE_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One hour of London's clock on a day, with the instants (UTC) at which it begins and ends.

    The hour that is repeated when the clocks go back is one span of two hours.
    """

    hour: int
    start: datetime
    end: datetime

    @property
    def words(self) -> str:
        return f"{self.hour:02}:00"

    @property
    def twice(self) -> bool:
        return self.end - self.start > ONE_HOUR


def hours_of(day: date) -> tuple[Span, ...]:
    """The hours of a day in London, in order: 24, and 23 on the day on which the clocks go forward."""
    begin, end = bounds(day)
    found: list[Span] = []
    at = begin
    while at < end:
        hour = at.astimezone(LONDON).hour
        if found and found[-1].hour == hour:
            found[-1] = Span(hour, found[-1].start, at + ONE_HOUR)
        else:
            found.append(Span(hour, at, at + ONE_HOUR))
        at += ONE_HOUR
    return tuple(found)


def bounds(day: date) -> tuple[datetime, datetime]:
    """When a day begins and ends in London, in UTC."""
    return _midnight(day), _midnight(day + ONE_DAY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON).astimezone(UTC)


def by_hour[T](spans: Sequence[Span], facts: Iterable[tuple[datetime, T]]) -> dict[int, list[T]]:
    """What falls into each of these hours, by the instant at which it happened; what falls into none is left out."""
    starts = [one.start for one in spans]
    found: dict[int, list[T]] = {one.hour: [] for one in spans}
    for at, fact in facts:
        place = bisect_right(starts, at) - 1
        if place >= 0 and at < spans[place].end:
            found[spans[place].hour].append(fact)
    return found


def same_weekdays(day: date, *, today: date, holidays: Collection[date], first: date | None) -> list[date]:
    """The same weekday in the WEEKS weeks before the day, or before today where the day is ahead, the latest first.

    No bank holiday, and only whole days on which the desk worked: today is not over, and `first`, on which its first
    contact came, may have begun before the desk did.
    """
    ahead = max((day - today) // timedelta(weeks=1), 0)
    days = [day - timedelta(weeks=ahead + number) for number in range(1, WEEKS + 1)]
    return [one for one in days if one not in holidays and first is not None and one > first]


def usual(counts: Mapping[date, Mapping[int, int]], days: Sequence[date]) -> dict[int, float]:
    """The median of each hour over these days; {date: {hour: count}} leaves out where nothing came. Empty without a day.

    An hour that a day did not have, since the clocks went forward, does not count as nothing.
    """
    had = {one: {span.hour for span in hours_of(one)} for one in days}
    found: dict[int, float] = {}
    for hour in range(24):
        seen = [counts.get(one, {}).get(hour, 0) for one in days if hour in had[one]]
        if seen:
            found[hour] = median(seen)
    return found


def share_of(
    counts: Mapping[date, Mapping[int, int]], staff: Mapping[date, Mapping[int, int]]
) -> float | None:
    """How much came for each person on duty in an hour, over all hours in which somebody was; None where nobody ever was."""
    hours = [(day, hour, many) for day, held in staff.items() for hour, many in held.items() if many > 0]
    people = sum(many for _day, _hour, many in hours)
    came = sum(counts.get(day, {}).get(hour, 0) for day, hour, _many in hours)
    return came / people if people and came else None


def people_for(expected: float | None, share: float | None) -> int | None:
    """How many people it takes so that none has more than that share of what is expected; None where either is not known."""
    # What is as good as a whole number is one: three times a third is one person.
    return None if expected is None or share is None else ceil(round(expected / share, 6))


@dataclass(frozen=True, slots=True)
class Stay:
    """How long one case waited for its first rating: until `left`, None where it still waits."""

    came: datetime
    left: datetime | None


def waiting_at(stays: Iterable[Stay], at: datetime) -> int:
    """How many waited at that instant: come by then, and not taken up before or at it."""
    return sum(one.came <= at and (one.left is None or one.left > at) for one in stays)

"""When a desk is open: weekly hours, bank holidays, one-off closures and openings."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

type Span = tuple[datetime, datetime]
"""Half-open [start, end) in UTC."""

ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)


class Nation(StrEnum):
    """Whose bank holidays close the desk: the subdivisions of the United Kingdom."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"


class Kind(StrEnum):
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Weekly:
    """Opening hours that recur each week.

    `weekday` is 0 for Monday; `opens` and `closes` are local; a `closes` of 00:00 is the midnight that
    ends the day. It holds from `valid_from` to the day before `valid_to`; None is no limit.
    """

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not 0 (Monday) to 6 (Sunday)")
        _check_hours(self.opens, self.closes)

    def holds_on(self, day: date) -> bool:
        return (
            day.weekday() == self.weekday
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day < self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Exceptional:
    """One day that differs: closed (whole, or between two times) or open though it would not be."""

    day: date
    kind: Kind
    opens: time | None = None
    closes: time | None = None

    def __post_init__(self) -> None:
        if (self.opens is None) != (self.closes is None):
            raise ValueError("give both times of an exceptional day, or neither")
        if self.opens is None and self.kind is Kind.OPEN:
            raise ValueError("an exceptional opening needs its hours")
        if self.opens is not None and self.closes is not None:
            _check_hours(self.opens, self.closes)


@dataclass(frozen=True)
class Calendar:
    """The opening times of one desk.

    A day is open for its weekly hours unless it is a bank holiday, plus its exceptional openings, less
    its exceptional closures: a closure wins over all, and closing a closed day changes nothing.
    `always` means every instant is open: working time is then elapsed time.
    """

    key: str
    weekly: tuple[Weekly, ...] = ()
    nation: Nation | None = None
    exceptional: tuple[Exceptional, ...] = ()
    always: bool = False
    zone: str = "Europe/London"
    # The days worked out so far. Derived from the fields above only, so that sharing it is harmless.
    _days: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ZoneInfo(self.zone)

    def local_date(self, at: datetime) -> date:
        """The date on the desk's wall when it is `at`."""
        return instant(at).astimezone(ZoneInfo(self.zone)).date()

    def spans(self, day: date) -> tuple[Span, ...]:
        """The open spans of a local day in UTC, in order, apart from one another; empty when closed."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._work_out(day)
        return known

    def is_working_day(self, day: date) -> bool:
        return bool(self.spans(day))

    def day_length(self, day: date) -> timedelta:
        return sum((end - start for start, end in self.spans(day)), timedelta())

    def _work_out(self, day: date) -> tuple[Span, ...]:
        if self.always:
            return (self._span(day, MIDNIGHT, MIDNIGHT),)
        spans: list[Span] = []
        if self.nation is None or day not in bank_holidays(self.nation, day.year):
            spans = [self._span(day, each.opens, each.closes) for each in self.weekly if each.holds_on(day)]
        for each in self.exceptional:
            if each.day == day and each.kind is Kind.OPEN:
                spans.append(self._span(day, each.opens or MIDNIGHT, each.closes or MIDNIGHT))
        spans = _merged(spans)
        for each in self.exceptional:
            if each.day == day and each.kind is Kind.CLOSED:
                spans = _without(spans, self._span(day, each.opens or MIDNIGHT, each.closes or MIDNIGHT))
        return tuple(spans)

    def _span(self, day: date, opens: time, closes: time) -> Span:
        last = day + ONE_DAY if closes == MIDNIGHT else day
        return self._utc(day, opens), self._utc(last, closes)

    def _utc(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, ZoneInfo(self.zone)).astimezone(UTC)


ALWAYS = Calendar(key="always", always=True)
"""Elapsed time: the clock that runs on past closing time."""


def instant(at: datetime) -> datetime:
    """The same instant in UTC. Subtracting two times of one local zone would count the wall, not time.

    Raises ValueError for a naive time.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"{at!r} has no timezone")
    return at.astimezone(UTC)


@lru_cache(maxsize=512)
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """The bank holidays of a nation, substitute days included; days proclaimed later are closures."""
    return frozenset(holidays.country_holidays("GB", subdiv=nation.value, years=year))


def _check_hours(opens: time, closes: time) -> None:
    if opens.tzinfo is not None or closes.tzinfo is not None:
        raise ValueError("opening hours are local times without a timezone")
    if closes != MIDNIGHT and closes <= opens:
        raise ValueError(
            f"closes {closes} is not after opens {opens}; a night is two spans, split at midnight"
        )


def _merged(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def _without(spans: list[Span], closed: Span) -> list[Span]:
    left: list[Span] = []
    for start, end in spans:
        if closed[0] > start:
            left.append((start, min(end, closed[0])))
        if closed[1] < end:
            left.append((max(start, closed[1]), end))
    return [(start, end) for start, end in left if start < end]


def office_hours(opens: time, closes: time, *, days: range = range(5)) -> tuple[Weekly, ...]:
    """The same hours on each of these weekdays, Monday to Friday unless said."""
    return tuple(Weekly(day, opens, closes) for day in days)


def with_day(calendar: Calendar, differs: Exceptional) -> Calendar:
    """The calendar with one day that differs besides those that do already."""
    return replace(calendar, exceptional=(*calendar.exceptional, differs))


def with_usual_day(calendar: Calendar, day: date) -> Calendar:
    """The calendar with its usual hours on that day."""
    return replace(calendar, exceptional=tuple(each for each in calendar.exceptional if each.day != day))


def with_hours(calendar: Calendar, weekly: Iterable[Weekly], from_day: date) -> Calendar:
    """The calendar with these weekly hours from that day on, whatever was planned after it."""
    before = (
        replace(each, valid_to=from_day if each.valid_to is None else min(each.valid_to, from_day))
        for each in calendar.weekly
        if each.valid_from is None or each.valid_from < from_day
    )
    after = (replace(each, valid_from=from_day, valid_to=None) for each in weekly)
    return replace(calendar, weekly=(*before, *after))

"""How long things took, the calls of a time, and what came twice. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from mash.oversight.demand.rules.hours import ONE_DAY
from mash.registers.clocks.rules import Calendar

NEAR: Final = 28
"""A switch that told of no call for so many days is not thought to be there any more."""


class Opening:
    """Open time on a calendar between instants, for very many of them: as clocks.rules.working_between, counted once a day."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        """`first` and `last` are days that hold every instant that will be asked about."""
        self._edges: list[datetime] = []
        self._before: list[timedelta] = []
        total = timedelta()
        day = first - ONE_DAY
        while day <= last + ONE_DAY:
            for start, end in calendar.spans(day):
                self._edges += [start, end]
                self._before += [total, total + (end - start)]
                total += end - start
            day += ONE_DAY

    def open_at(self, at: datetime) -> bool:
        """Whether the desk is open then; it is shut at the instant at which it closes."""
        return bisect_right(self._edges, at) % 2 == 1

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Open time from a to b."""
        return self._until(b) - self._until(a)

    def _until(self, at: datetime) -> timedelta:
        place = bisect_right(self._edges, at)
        if place == 0:
            return timedelta()
        held = self._before[place - 1]
        return held + (at - self._edges[place - 1]) if place % 2 == 1 else held


@dataclass(frozen=True, slots=True)
class Spread:
    """How long things took: how many, the middle one, and the one that nine of ten did not exceed. None of nothing."""

    many: int
    median: timedelta | None
    p90: timedelta | None


def spread(lengths: Iterable[timedelta]) -> Spread:
    """Median (the mean of the middle two where there is no middle) and the 90th percentile by nearest rank."""
    held = sorted(lengths)
    if not held:
        return Spread(0, None, None)
    middle = (held[(len(held) - 1) // 2] + held[len(held) // 2]) / 2
    return Spread(len(held), middle, held[-(-len(held) * 9 // 10) - 1])


@dataclass(frozen=True, slots=True)
class Rung:
    """Calls of one hour or day: `waited` is the mean until an answer, in seconds; None where no switch says it."""

    offered: int
    answered: int
    waited: int | None = None

    @property
    def abandoned(self) -> int:
        return self.offered - self.answered


def tells_until(day: date, rang: Mapping[date, datetime]) -> datetime | None:
    """Up to when a telephone switch tells of a day; None where the desk has no switch on it.

    `rang` holds the days on which a call was offered, with when the last of its calls was taken in. A desk has a switch from
    its first call on, also on a day without any, and has none any more where it offered nothing for NEAR days.
    """
    near = [one for number in range(-NEAR, NEAR + 1) if (one := day + number * ONE_DAY) in rang]
    if not near or near[0] > day:
        return None
    return max(rang[one] for one in near)


def rung(
    switch: Mapping[date, Rung], entered: Mapping[date, Rung], quiet: Collection[date] = ()
) -> tuple[Rung | None, int]:
    """The calls of a time, of each day by its switch or else as they were entered; and of how many days anything is known.

    `quiet` are the days on which a switch tells that nothing came.
    """
    days = {**dict.fromkeys(quiet, Rung(0, 0)), **entered, **switch}
    if not days:
        return None, 0
    return Rung(sum(one.offered for one in days.values()), sum(one.answered for one in days.values())), len(
        days
    )


def joined_later(pairs: Iterable[tuple[int, int]], received: Mapping[int, datetime]) -> set[int]:
    """Of contacts that are joined in pairs, those that are not the first of their incident."""
    whole: dict[int, set[int]] = {}
    for one, other in pairs:
        both = whole.get(one, {one}) | whole.get(other, {other})
        for each in both:
            whole[each] = both
    firsts = {min(some, key=lambda one: (received[one], one)) for some in whole.values()}
    return set(whole) - firsts

"""Patterns in what people open, told from their ordinary work. Pure: figures in, findings out; names never enter.

A finding is a question for a lead and no verdict: it says in figures why it was raised, and thresholds are data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

MANY, SURNAME, HOURS = "many-unrelated", "own-surname", "out-of-hours"


@dataclass(frozen=True, slots=True)
class Opened:
    """One case that was opened by one person. `worked` says that it was part of their work: theirs, given to them, or
    one in which they did something; `namesake` that somebody in it has their own last name.
    """

    user: int
    hub: int
    role: str
    matter: str
    at: datetime
    worked: bool
    namesake: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """One pattern's figures in force: over how many days, from how many cases, how many times what peers do."""

    pattern: str
    days: int
    floor: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """What is raised: for whom, over which time, why in figures, and which cases."""

    pattern: str
    user: int
    hub: int
    role: str
    since: datetime
    until: datetime
    figures: Mapping[str, int]
    matters: tuple[str, ...]


def find(
    opened: Iterable[Opened],
    thresholds: Iterable[Threshold],
    *,
    at: datetime,
    since: Mapping[tuple[int, int, str], datetime],
    is_open: Callable[[int, datetime], bool],
) -> list[Found]:
    """All that the patterns find at `at`.

    `since` is up to when a user's pattern has been looked at already at a hub: what is older is not raised again. `is_open` says
    whether a hub worked at a time.
    """
    rows = list(opened)
    found = []
    for one in thresholds:
        start = at - timedelta(days=one.days)
        mine = [row for row in rows if start <= row.at <= at]
        new = [row for row in mine if row.at > since.get((row.user, row.hub, one.pattern), start)]
        found += _BY_PATTERN[one.pattern](one, mine, new, start, at, is_open)
    return sorted(found, key=lambda each: (each.pattern, each.user, each.hub))


def _people(rows: Iterable[Opened]) -> dict[tuple[int, int, str], list[Opened]]:
    by: dict[tuple[int, int, str], list[Opened]] = defaultdict(list)
    for row in rows:
        by[row.user, row.hub, row.role].append(row)
    return by


def _matters(rows: Iterable[Opened]) -> tuple[str, ...]:
    return tuple(sorted({row.matter for row in rows}))


def _many(
    one: Threshold, mine: list[Opened], new: list[Opened], start: datetime, at: datetime, _open: object
) -> list[Found]:
    """Cases in which somebody had no part, against what others of their role at their hub open so."""
    counts = {who: len(_matters(r for r in rows if not r.worked)) for who, rows in _people(mine).items()}
    found = []
    for who, rows in _people(row for row in new if not row.worked).items():
        user, hub, role = who
        peers = [count for other, count in counts.items() if other != who and other[1:] == who[1:]]
        usual = int(median(peers)) if peers else 0
        matters = _matters(rows)
        if len(matters) >= one.floor and len(matters) >= one.times * usual:
            figures = {
                "count": len(matters), "days": one.days, "peers": len(peers), "usual": usual,
                "floor": one.floor, "times": one.times,
            }  # fmt: skip
            found.append(Found(MANY, user, hub, role, start, at, figures, matters))
    return found


def _surname(
    one: Threshold, _mine: object, new: list[Opened], start: datetime, at: datetime, _open: object
) -> list[Found]:
    """Somebody in the case has the last name of whoever opened it."""
    found = []
    for (user, hub, role), rows in _people(row for row in new if row.namesake).items():
        matters = _matters(rows)
        if len(matters) >= one.floor:
            worked = len(_matters(row for row in rows if row.worked))
            figures = {"count": len(matters), "days": one.days, "worked": worked, "floor": one.floor}
            found.append(Found(SURNAME, user, hub, role, start, at, figures, matters))
    return found


def _hours(
    one: Threshold,
    _mine: object,
    new: list[Opened],
    start: datetime,
    at: datetime,
    is_open: Callable[[int, datetime], bool],
) -> list[Found]:
    """Cases in which somebody had no part, opened while every desk of their hub was shut."""
    found = []
    late = (row for row in new if not row.worked and not is_open(row.hub, row.at))
    for (user, hub, role), rows in _people(late).items():
        matters = _matters(rows)
        if len(matters) >= one.floor:
            figures = {"count": len(matters), "days": one.days, "floor": one.floor}
            found.append(Found(HOURS, user, hub, role, start, at, figures, matters))
    return found


_BY_PATTERN: Final = {MANY: _many, SURNAME: _surname, HOURS: _hours}
PATTERNS: Final = tuple(_BY_PATTERN)

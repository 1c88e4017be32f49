"""Weekly hours as people write them, and when a way is open. Pure; times are local to London until they are instants.

    Mon to Fri 08:30-17:00
    Sat, Sun 10:00-12:00
    every day 17:00-09:00

A night that runs past midnight is split there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from mash.registers.clocks.rules import Calendar, Nation, Weekly

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_LINE: Final = re.compile(
    rf"(?P<days>every ?day|daily|weekdays|weekends?|{_DAY}(?:\s*(?:,|and|&|to|until|-)\s*{_DAY})*)\s*[:,]?\s+"
    r"(?P<opens>\d{1,2}[:.]\d\d)\s*(?:-|to|until)\s*(?P<closes>\d{1,2}[:.]\d\d)"
)
MIDNIGHT: Final = time(0)
WEEK: Final = timedelta(days=7)

type Hours = tuple[tuple[int, time, time], ...]
"""Weekday (0 is Monday), opens, closes; 00:00 closes at the midnight that ends the day. In order, none twice."""


class UnreadableHoursError(ValueError):
    """A line that says no hours; its text is the argument."""


def read(text: str) -> Hours:
    """The hours that these lines say. Raises UnreadableHoursError for the first that says none."""
    found: set[tuple[int, time, time]] = set()
    for line in filter(None, (one.strip() for one in re.split(r"[\n;]", text))):
        said = _LINE.fullmatch(line.lower().replace("–", "-").replace("—", "-"))
        if said is None:
            raise UnreadableHoursError(line)
        opens, closes = _time(said["opens"], line), _time(said["closes"], line)
        if opens == closes != MIDNIGHT:
            raise UnreadableHoursError(line)
        for day in _days(said["days"]):
            if closes == MIDNIGHT or opens < closes:
                found.add((day, opens, closes))
            else:
                found |= {(day, opens, MIDNIGHT), ((day + 1) % 7, MIDNIGHT, closes)}
    return tuple(sorted(found))


def _time(text: str, line: str) -> time:
    hour, minute = (int(one) for one in re.split(r"[:.]", text))
    if (hour, minute) == (24, 0):
        return MIDNIGHT
    if hour > 23 or minute > 59:
        raise UnreadableHoursError(line)
    return time(hour, minute)


def _days(text: str) -> list[int]:
    if text.startswith(("every", "daily")):
        return list(range(7))
    if text.startswith("week"):
        return [5, 6] if text.startswith("weekend") else list(range(5))
    words = re.findall(rf"{_DAY}|,|and|&|to|until|-", text)
    found: list[int] = []
    for place, word in enumerate(words):
        if word[:3] not in DAYS:
            continue
        day = DAYS.index(word[:3])
        if place and words[place - 1] in {"to", "until", "-"}:
            last = found[-1]
            found += [(last + step) % 7 for step in range(1, (day - last) % 7 + 1)]
        else:
            found.append(day)
    return found


def write(hours: Hours) -> str:
    """Lines that `read` reads as the same hours: days of the same hours on one line."""
    same: dict[tuple[tuple[time, time], ...], list[int]] = {}
    for day in range(7):
        of_day = tuple((opens, closes) for one, opens, closes in hours if one == day)
        if of_day:
            same.setdefault(of_day, []).append(day)
    return "\n".join(
        f"{_named(days)} {opens:%H:%M}-{closes:%H:%M}"
        for spans, days in sorted(same.items(), key=lambda pair: pair[1])
        for opens, closes in spans
    )


def _named(days: Sequence[int]) -> str:
    if len(days) == 7:
        return "Every day"
    if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
        return f"{NAMES[days[0]]} to {NAMES[days[-1]]}"
    return ", ".join(NAMES[one] for one in days)


def stored(hours: Hours) -> list[list[object]]:
    """As a row keeps them."""
    return [[day, f"{opens:%H:%M}", f"{closes:%H:%M}"] for day, opens, closes in hours]


def restored(rows: Iterable[Sequence[object]]) -> Hours:
    """What `stored` kept."""
    return tuple(
        (int(str(one[0])), time.fromisoformat(str(one[1])), time.fromisoformat(str(one[2]))) for one in rows
    )


def calendar(hours: Hours, *, bank_holidays: bool) -> Calendar:
    """The calendar of these hours: closed on England's bank holidays unless they hold on them too."""
    return Calendar(
        key="way",
        weekly=tuple(Weekly(*one) for one in hours),
        nation=None if bank_holidays else Nation.ENGLAND,
    )


def open_until(found: Calendar, at: datetime) -> datetime | None:
    """Until when it stays open from now; None where it is closed now. A week ahead at most: longer is a week."""
    day, last, end = found.local_date(at), at + WEEK, None
    for number in range(9):
        for opens, closes in found.spans(day + timedelta(days=number)):
            if opens <= (end or at) < closes:
                end = closes
    return min(end, last) if end else None


def opens_next(found: Calendar, at: datetime) -> datetime | None:
    """When it opens after a moment at which it is closed; None where it does not within four weeks."""
    day: date = found.local_date(at)
    for number in range(29):
        for opens, _closes in found.spans(day + timedelta(days=number)):
            if opens > at:
                return opens
    return None

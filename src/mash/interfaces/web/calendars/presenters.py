"""Hours and days as the pages say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.interfaces.web.components.words import uk_date
from mash.registers.clocks.models import Closure, Recount
from mash.registers.clocks.rules import Calendar, Weekly, bank_holidays

YEAR = timedelta(days=366)
Moves = Sequence[tuple[datetime, datetime]]


def clock_words(at: time) -> str:
    return _("midnight") if at == time(0) else at.strftime("%H:%M")


def spans_words(spans: Iterable[tuple[time, time]]) -> str:
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in sorted(spans))


def state_of(calendar: Calendar) -> str:
    """Tells whether the hours are still those that a page showed."""
    return sha256(repr((calendar.weekly, calendar.exceptional)).encode()).hexdigest()[:16]


def in_force(calendar: Calendar, day: date) -> list[Weekly]:
    """The weekly hours of the week that begins on that day."""
    return [one for one in calendar.weekly if one.holds_on(_next(day, one.weekday))]


def _next(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of a week, by weekday in words; `since` is None for those of today."""

    since: date | None
    rows: list[tuple[str, str]]


def weeks_of(calendar: Calendar, today: date) -> list[Week]:
    """The hours of today, and those that are planned."""
    planned = sorted({one.valid_from for one in calendar.weekly if one.valid_from and one.valid_from > today})
    found = []
    for since in (None, *planned):
        weekly = in_force(calendar, since or today)
        rows = [
            (str(name), _spans([(one.opens, one.closes) for one in weekly if one.weekday == number]))
            for number, name in WEEKDAYS.items()
        ]
        found.append(Week(since, rows))
    return found


def _spans(spans: list[tuple[time, time]]) -> str:
    said = [
        _("%(opens)s to %(closes)s") % {"opens": clock_words(opens), "closes": clock_words(closes)}
        for opens, closes in sorted(spans)
    ]
    return ", ".join(said) or _("closed")


def days_of(calendar: Calendar, closures: Iterable[Closure], today: date) -> list[dict[str, Any]]:
    """The days of the next year that differ, bank holidays among them, with why; the last month's too."""
    since, until = today - timedelta(days=31), today + YEAR
    found = [
        {"day": one.day, "what": _what(one), "why": one.reason}
        for one in closures
        if since <= one.day <= until
    ]
    if calendar.nation is not None:
        for year in range(today.year, until.year + 1):
            found += [
                {"day": day, "what": _("closed"), "why": _("Bank holiday")}
                for day in bank_holidays(calendar.nation, year)
                if today <= day <= until
            ]
    return sorted(found, key=lambda row: row["day"])


def _what(one: Closure) -> str:
    if one.opens is None or one.closes is None:
        return _("closed")
    said = {"opens": clock_words(one.opens), "closes": clock_words(one.closes)}
    if one.kind == "open":
        return _("open from %(opens)s to %(closes)s besides") % said
    return _("closed from %(opens)s to %(closes)s") % said


def effects(cases: Moves, requests: Moves, at: datetime) -> list[str]:
    """What a change would move, in sentences."""
    found = []
    later, earlier = _parted(cases)
    if later:
        found.append(
            ngettext(
                "%(n)d time limit of a case would be later.",
                "%(n)d time limits of cases would be later.",
                later,
            )
            % {"n": later}
        )
    if earlier:
        found.append(
            ngettext(
                "%(n)d time limit of a case would be earlier.",
                "%(n)d time limits of cases would be earlier.",
                earlier,
            )
            % {"n": earlier}
        )
    later, earlier = _parted(requests)
    if later:
        found.append(
            ngettext("%(n)d answer would be due later.", "%(n)d answers would be due later.", later)
            % {"n": later}
        )
    if earlier:
        found.append(
            ngettext("%(n)d answer would be due earlier.", "%(n)d answers would be due earlier.", earlier)
            % {"n": earlier}
        )
    saved = sum(before <= at < then for before, then in (*cases, *requests))
    lost = sum(then <= at < before for before, then in (*cases, *requests))
    if saved:
        found.append(
            ngettext(
                "%(n)d that is late now would not be late.",
                "%(n)d that are late now would not be late.",
                saved,
            )
            % {"n": saved}
        )
    if lost:
        found.append(
            ngettext("%(n)d would be late at once.", "%(n)d would be late at once.", lost) % {"n": lost}
        )
    return found or [_("Nothing that is running would be due at another time.")]


def _parted(moves: Moves) -> tuple[int, int]:
    later = sum(then > before for before, then in moves)
    return later, len(moves) - later


def counted(recounts: Iterable[Recount]) -> list[dict[str, Any]]:
    """What was counted anew, and what still is being. How much that moved may tell of cases that the reader does not see."""
    return [
        {
            "asked": one.asked_at,
            "from": uk_date(one.since) if one.since.year > 1900 else _("always"),
            "said": _("done") if one.done_at else _("being counted"),
        }
        for one in recounts
    ]

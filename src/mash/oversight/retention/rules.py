"""How long a case is kept, and whether it may go. Pure: dates and codes in, a day and its reasons out.

Where a date is not certain it is read so that the case is kept longer.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, TypeGuard

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.foundation.kernel.time import LONDON

ClockFrom = Literal["closed", "birth"]

UNBORN: Final = timedelta(weeks=40)
"""A child of whose birth nothing is known was born this long after the case began, at the latest reading."""
LATE: Final = timedelta(weeks=6)
"""So long after the expected day an unborn child may be born."""
DOUBTFUL_YEARS: Final = 2
"""An estimated or doubted year of birth may be this much too early."""


@dataclass(frozen=True, slots=True)
class Period:
    """One class as it reads now: a row of the list retention-class. Empty `routes` or `kinds` fit every case."""

    code: str
    label: str
    years: int
    clock: ClockFrom
    authority: str
    wait_days: int = 7
    populations: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def fits(self, facts: Facts) -> bool:
        """Whether the case is of this class, perhaps among others."""
        return (
            (not self.populations or facts.population in self.populations)
            and (not self.routes or bool(self.routes & facts.routes))
            and (not self.kinds or bool(self.kinds & facts.kinds))
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the period of one case is worked out from. `born` is the latest possible birth of its children, if any."""

    ref: str
    population: str
    opened_on: date
    closed_on: date | None
    last_on: date
    born: date
    routes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    open_work: tuple[str, ...] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """How long one case is kept by itself: the period that lasts longest, the day its clock began and its last day.

    `until` is None while the case is open or no class fits: then it is kept.
    """

    facts: Facts
    period: Period | None
    since: date | None
    until: date | None

    def over(self, today: date) -> bool:
        """Whether its own period is over and nothing of its own keeps it."""
        return (
            self.until is not None and self.until < today and not self.facts.open_work and not self.facts.held
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """A case and its family; `family` holds each other case with how it belongs: person, family or likely."""

    own: Kept
    family: tuple[tuple[str, Kept], ...] = field(default=())

    @property
    def until(self) -> date | None:
        """The last day on which the family's longest period keeps it; None while one of them is open."""
        days = [kept.until for kept in (self.own, *(kept for _how, kept in self.family))]
        return None if None in days else max(day for day in days if day is not None)

    def due(self, today: date) -> bool:
        """Whether the case may be disposed of: its own period and everybody's in its family are over."""
        return self.own.over(today) and all(kept.over(today) for _how, kept in self.family)


def kept(facts: Facts, periods: Collection[Period]) -> Kept:
    """The class that keeps a case longest. The clock starts again with each closing and with whatever is added later."""
    if facts.closed_on is None:
        return Kept(facts, None, None, None)
    ends = []
    for period in periods:
        if period.fits(facts):
            since = facts.born if period.clock == "birth" else max(facts.closed_on, facts.last_on)
            ends.append((years_after(since, period.years), since, period))
    if not ends:
        return Kept(facts, None, None, None)
    until, since, period = max(ends, key=lambda one: (one[0], one[2].code))
    return Kept(facts, period, since, until)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; a 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def latest_birth(births: Sequence[Mapping[str, Any]], opened: date) -> date:
    """The latest day on which any of these may have been born.

    Each has what was said (`born`, `expected`: parts of a date) and what the index holds (`date_of_birth`,
    `expected_date`: ISO 8601), and whether either is doubted. Nobody at all, or nothing known of one: they may not have
    been born when the case began.
    """
    return max((_latest(one, opened) for one in births), default=opened + UNBORN)


def _latest(one: Mapping[str, Any], opened: date) -> date:
    known = [
        found for found in (_end_of(one.get("born")), _iso(one.get("date_of_birth"))) if found is not None
    ]
    if known:
        born = max(known)
        if one.get("doubt") or one.get("estimated"):
            return date(min(born.year + DOUBTFUL_YEARS, 9000), 12, 31)
        return born
    expected = [
        found for found in (_end_of(one.get("expected")), _iso(one.get("expected_date"))) if found is not None
    ]
    return max(expected) + LATE if expected else opened + UNBORN


def _iso(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def _end_of(said: object) -> date | None:
    """The last day that a date may mean of which parts are missing or impossible; None without a year."""
    if not isinstance(said, Mapping) or not _whole(said.get("year"), 1800, 8000):
        return None
    year, month, day = said["year"], said.get("month"), said.get("day")
    if not _whole(month, 1, 12):
        return date(year, 12, 31)
    last = monthrange(year, month)[1]
    return date(year, month, day if _whole(day, 1, last) else last)


def _whole(value: object, least: int, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and least <= value <= most


def facts_of(row: Mapping[str, Any]) -> Facts:
    """A row of the database function `mash.retention_of`."""
    opened = _day(row["opened_at"])
    return Facts(
        ref=row["ref"],
        population=row["population"],
        opened_on=opened,
        closed_on=_day(row["closed_at"]) if row["closed_at"] else None,
        last_on=_day(row["last_at"]),
        born=latest_birth(row["births"], opened),
        routes=frozenset(row["routes"]),
        kinds=frozenset(row["kinds"]),
        open_work=tuple(row["open"]),
        held=row["held"],
    )


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(LONDON).date()


def may_decide(*, proposed_by: int, by: int | None, state: str) -> Verdict:
    """Whether somebody may approve a proposal or decline it: another person than who proposed it, once."""
    if state != "proposed":
        return Refused("retention:disposal:decided", _("Somebody has decided on this already."))
    if by is None or by == proposed_by:
        return Refused("retention:disposal:own", _("You proposed this yourself: another person decides."))
    return ALLOWED


def may_lift(*, asked_by: int | None, by: int | None, lifted: bool) -> Verdict:
    """Whether somebody may agree that a hold is lifted: another person than who asked, once."""
    if lifted:
        return Refused("retention:hold:lifted", _("This hold is lifted already."))
    if asked_by is None:
        return Refused("retention:hold:not-asked", _("Nobody has asked to lift this hold."))
    if by is None or by == asked_by:
        return Refused("retention:hold:own", _("You asked for this yourself: another person agrees."))
    return ALLOWED


def something_keeps_it() -> Refused:
    """The one answer to whoever asks for what cannot be, so that it tells nothing of what they may not know."""
    return Refused(
        "retention:case:kept",
        _(
            "Something keeps this case now: it is not on the list. It comes back by itself when nothing keeps it."
        ),
    )


def not_yet() -> Refused:
    """An entry of the log about the case has no leaf yet; it is tried again the next night."""
    return Refused("retention:disposal:not-yet", _("The log is a moment behind: this is tried again."))


def no_reason() -> Refused:
    return Refused(
        "retention:reason:missing", _("Say why, without the name of anybody whom the case is about.")
    )


def authority_of(period: Period) -> str:
    """The class and its period in one sentence, as a certificate says it."""
    words = (
        _("%(label)s: %(years)d years from the day it was closed. %(authority)s")
        if period.clock == "closed"
        else _("%(label)s: %(years)d years from the youngest child’s birth. %(authority)s")
    )
    return words % {"label": period.label, "years": period.years, "authority": period.authority}

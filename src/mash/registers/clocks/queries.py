"""Calendars for those who count time."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from . import models, rules
from .errors import UnknownCalendarError
from .versions import Held

if TYPE_CHECKING:
    from datetime import datetime

REGISTER = "clocks"


class _History:
    """All that was ever recorded of one calendar; makes each state that was known once, when asked for."""

    def __init__(self, row: models.Calendar) -> None:
        self.row = row
        self.hours: list[models.OpeningHours] = []
        self.closures: list[models.Closure] = []
        self._made: dict[int, rules.Calendar] = {}
        self._changes: list[datetime] = []

    def seal(self) -> None:
        rows = [*self.hours, *self.closures]
        found = {row.recorded_at for row in rows} | {row.withdrawn_at for row in rows if row.withdrawn_at}
        self._changes = sorted(found)

    def known_at(self, at: datetime) -> rules.Calendar:
        # Before the first record nothing else is known of those hours, so the first record speaks for them.
        state = max(bisect_right(self._changes, at), 1)
        if state not in self._made:
            self._made[state] = self._make(self._changes[state - 1] if self._changes else at)
        return self._made[state]

    def _make(self, at: datetime) -> rules.Calendar:
        def known(row: models.Recorded) -> bool:
            return row.recorded_at <= at and (row.withdrawn_at is None or at < row.withdrawn_at)

        return rules.Calendar(
            key=self.row.key,
            nation=rules.Nation(self.row.nation) if self.row.nation else None,
            weekly=tuple(
                rules.Weekly(row.weekday, row.opens, row.closes, row.valid_from, row.valid_to)
                for row in self.hours
                if known(row)
            ),
            exceptional=tuple(
                rules.Exceptional(row.day, rules.Kind(row.kind), row.opens, row.closes)
                for row in self.closures
                if known(row)
            ),
        )


def _load() -> dict[str, _History]:
    by_id = {row.pk: _History(row) for row in models.Calendar.objects.all()}
    for hours in models.OpeningHours.objects.order_by("weekday", "opens", "pk"):
        by_id[hours.calendar_id].hours.append(hours)
    for closure in models.Closure.objects.order_by("day", "pk"):
        by_id[closure.calendar_id].closures.append(closure)
    for history in by_id.values():
        history.seal()
    return {history.row.key: history for history in by_id.values()}


_calendars: Held[dict[str, _History]] = Held(REGISTER, _load)


def calendar_for(key: str, *, at: datetime) -> rules.Calendar:
    """The calendar as it was known at `at`: past hours, and those then planned. `always` is elapsed time.

    At most one small query a transaction, and three more after a change. Raises UnknownCalendarError.
    """
    if key == rules.ALWAYS.key:
        return rules.ALWAYS
    history = _calendars.get().get(key)
    if history is None:
        raise UnknownCalendarError(key)
    return history.known_at(at)


def calendar_keys() -> list[tuple[str, str]]:
    """Every calendar's key and title, by title."""
    rows = [(key, history.row.title) for key, history in _calendars.get().items()]
    return sorted(rows, key=lambda row: row[1])


def exceptional_days(key: str) -> list[models.Closure]:
    """The closures and openings in force on a calendar, by day."""
    history = _calendars.get().get(key)
    if history is None:
        raise UnknownCalendarError(key)
    return [row for row in history.closures if row.withdrawn_at is None]

"""One running or stopped clock on one step of the work."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from .calendar import Calendar, instant
from .timescale import Timescale, Unit, due
from .working import working_between


class Status(StrEnum):
    """Running: on_track, warning, overdue. Stopped: met, breached."""

    ON_TRACK = "on_track"
    WARNING = "warning"
    OVERDUE = "overdue"
    MET = "met"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Clock:
    """What a step was given from `started`, on which calendar, and when it was stopped, if it was.

    `warn_at` is the share of the time, 0 to 1, after which the clock warns.
    """

    calendar: Calendar
    timescale: Timescale
    started: datetime
    stopped: datetime | None = None
    warn_at: Fraction = Fraction(3, 4)

    @property
    def due(self) -> datetime:
        return due(self.calendar, self.started, self.timescale)

    @property
    def counts_elapsed(self) -> bool:
        """Whether time left is told in elapsed time: on an always-open calendar or in such a unit."""
        return self.calendar.always or self.timescale.unit in {Unit.ELAPSED_MINUTES, Unit.CALENDAR_DAYS}

    def remaining(self, at: datetime) -> timedelta:
        """Time left at `at` (or when it stopped), in the clock's own time; negative once late."""
        end = self.as_at(at)
        if self.counts_elapsed:
            return self.due - end
        return working_between(self.calendar, end, self.due)

    def breached(self, at: datetime) -> bool:
        """Whether it is past due at `at`, or was when it stopped."""
        return self.as_at(at) > self.due

    def status(self, at: datetime) -> Status:
        return status_of(at=at, due=self.due, warns=self.warns, stopped=self.stopped)

    @property
    def warns(self) -> datetime:
        """The instant from which it warns; store it beside `due` so that a list need not work it out."""
        whole = self._whole()
        spent = whole * self.warn_at.numerator // self.warn_at.denominator
        if self.counts_elapsed:
            return instant(self.started) + spent
        minutes = Timescale(int(spent // timedelta(minutes=1)), Unit.WORKING_MINUTES)
        return min(self.due, due(self.calendar, self.started, minutes))

    def _whole(self) -> timedelta:
        if self.counts_elapsed:
            return self.due - instant(self.started)
        return working_between(self.calendar, self.started, self.due)

    def as_at(self, at: datetime) -> datetime:
        """`at`, or the instant it stopped if that came first."""
        now = instant(at)
        return now if self.stopped is None else min(now, instant(self.stopped))


def status_of(*, at: datetime, due: datetime, warns: datetime, stopped: datetime | None = None) -> Status:
    """The status from stored instants alone, for a list of many clocks; agrees with `Clock.status`."""
    now = instant(at)
    if stopped is not None and instant(stopped) <= now:
        return Status.BREACHED if instant(stopped) > instant(due) else Status.MET
    if now > instant(due):
        return Status.OVERDUE
    return Status.WARNING if now >= instant(warns) else Status.ON_TRACK

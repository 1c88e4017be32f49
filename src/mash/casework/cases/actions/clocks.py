"""Start and stop a case's clocks; keep on the case the next thing that is due, for the worklist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mash.casework.cases.models import Case, Clock, Rating
from mash.casework.matters.models import Matter
from mash.registers.standards.queries import clock_for, standard_for
from mash.registers.standards.rules import Standard, StartsFrom


def standard_of(matter: Matter, *, at: datetime) -> Standard:
    """The standard that applied when the matter's contact arrived."""
    return standard_for(matter.desk.population, at=at, hub=matter.hub.key)


def start(case: Case, step: str, *, at: datetime, started: datetime, rating: str = "") -> Clock | None:
    """Start a step's clock from `started`; one that runs is replaced. None where the standard sets no time."""
    clock = clock_of(case, step, at=at, started=started, rating=rating)
    Clock.objects.filter(matter_id=case.matter_id, step=step, stopped_at__isnull=True).update(replaced=True)
    if clock is not None:
        clock.save()
    return clock


def clock_of(case: Case, step: str, *, at: datetime, started: datetime, rating: str = "") -> Clock | None:
    """A step's clock from `started`, not yet kept. None where the standard sets no time."""
    matter = case.matter
    standard = standard_of(matter, at=case.received_at)
    clock = clock_for(standard, step, rating=rating, calendar=matter.desk.key, started=started, at=at)
    if clock is None:
        return None
    return Clock(
        matter=matter,
        step=step,
        calendar=clock.calendar.key,
        standard=f"{standard.key} {standard.version}",
        started_at=started,
        due_at=clock.due,
        warns_at=clock.warns,
    )


def decides_from(case: Case, rating: str) -> datetime:
    """From when the time to decide is counted at that rating: from the contact, or where the standard says so from the first rating."""
    timing = standard_of(case.matter, at=case.received_at).timing("decide", rating)
    if timing is None or timing.starts_from is not StartsFrom.RATING:
        return case.received_at
    first = (
        Rating.objects.filter(matter_id=case.matter_id).order_by("at").values_list("at", flat=True).first()
    )
    return first or case.received_at


def stop(case: Case, *steps: str, at: datetime) -> None:
    Clock.objects.filter(matter=case.matter, step__in=steps, stopped_at__isnull=True, replaced=False).update(
        stopped_at=at
    )


def set_next_due(case: Case) -> None:
    """Copy the first running clock onto the case. The caller saves `due_at`, `due_step` and `warns_at`."""
    copy_next_due(
        case, Clock.objects.filter(matter_id=case.matter_id, stopped_at__isnull=True, replaced=False)
    )


def copy_next_due(case: Case, clocks: Iterable[Clock]) -> None:
    """Copy the first of these running clocks onto the case."""
    running = min(clocks, key=lambda clock: clock.due_at, default=None)
    case.due_at = running.due_at if running else None
    case.due_step = running.step if running else ""
    case.warns_at = running.warns_at if running else None


DUE_FIELDS = ("due_at", "due_step", "warns_at")

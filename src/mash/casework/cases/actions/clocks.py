"""Start and stop a case's clocks; keep on the case the next thing that is due, for the worklist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from mash.casework.cases.models import Case, Clock, Rating
from mash.casework.cases.queries.clocks import counted, running_on
from mash.casework.matters.models import Matter
from mash.foundation.visibility import as_service
from mash.registers.clocks import counting
from mash.registers.clocks.models import Recount
from mash.registers.clocks.queries import calendar_for
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


def count_anew(recount: Recount, *, after: int, at: datetime, many: int = counting.FEW) -> counting.Step:
    """Count the running clocks of the next open cases on a calendar anew, after the case numbered `after`.

    By the standard that set them, from when they started, on the hours as they are known at `at`. What was due before stays
    beside it as a clock that was replaced. The cases are held, as everybody holds them before their clocks.
    """
    with as_service("clocks"):
        running = running_on(recount)
        calendar = calendar_for(recount.calendar.key, at=at)
        held = (
            Case.objects.select_for_update(of=("self",))
            .filter(Exists(running.filter(matter=OuterRef("matter"))), closed_at=None, pk__gt=after)
            .filter(desk__key=recount.calendar.key)
            .select_related("desk__hub")
            .order_by("pk")
        )
        cases = {one.matter_id: one for one in held[:many]}
        if not cases:
            return counting.Step(None)
        moved = []
        for clock in running.filter(matter__in=list(cases)):
            found = counted(cases[clock.matter_id], clock, calendar)
            if found is not None and (found.due, found.warns) != (clock.due_at, clock.warns_at):
                moved.append((clock, found.due, found.warns))
        _write(moved, at)
        last = max(one.pk for one in cases.values())
        changed = [(clock.due_at, due) for clock, due, _warns in moved if clock.due_at != due]
        return counting.step(last, len(cases), changed)


def _write(moved: Sequence[tuple[Clock, datetime, datetime]], at: datetime) -> None:
    if not moved:
        return
    numbers = [clock.pk for clock, _due, _warns in moved]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO cases_clock (matter_id, step, calendar, standard, started_at, due_at, warns_at, replaced)
               SELECT matter_id, step, calendar, standard, started_at, due_at, warns_at, true
                 FROM cases_clock WHERE id = ANY (%s)""",
            [numbers],
        )
        cursor.execute(
            # Told of again where it is no longer so.
            """UPDATE cases_clock c SET due_at = n.due, warns_at = n.warns,
                      warned_at = CASE WHEN n.warns <= %s THEN c.warned_at END,
                      late_told_at = CASE WHEN n.due < %s THEN c.late_told_at END
                 FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS n(id, due, warns)
                WHERE c.id = n.id""",
            [
                at,
                at,
                numbers,
                [due for _clock, due, _warns in moved],
                [warns for _clock, _due, warns in moved],
            ],
        )
        # What the worklist sorts by. The version stays: nobody's open page is older for it.
        cursor.execute(
            """UPDATE cases_case c SET due_at = n.due_at, due_step = n.step, warns_at = n.warns_at
                 FROM (SELECT DISTINCT ON (matter_id) matter_id, due_at, step, warns_at FROM cases_clock
                        WHERE matter_id = ANY (%s) AND stopped_at IS NULL AND NOT replaced
                        ORDER BY matter_id, due_at) AS n
                WHERE c.matter_id = n.matter_id""",
            [list({clock.matter_id for clock, _due, _warns in moved})],
        )

"""Start and stop a pathway's clocks, and count them anew when a calendar changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from mash.casework.cases.models import Case
from mash.casework.pathways import times
from mash.casework.pathways.models import Clock, Pathway, Step
from mash.casework.pathways.workflow import Start
from mash.foundation.visibility import as_service
from mash.registers.clocks import counting
from mash.registers.clocks.models import Recount
from mash.registers.clocks.queries import calendar_for


def start(pathway: Pathway, step: Step, clocks: Iterable[Start], *, case: Case, at: datetime) -> None:
    """Start these clocks of a step; what no standard and no list sets a time for has none."""
    for one in clocks:
        name, values = one.when
        if name and step.facts.get(name) not in values:
            continue
        since = datetime.fromisoformat(step.facts[one.since]) if one.since else at
        if one.due:
            found: times.Time | None = times.agreed(date.fromisoformat(step.facts[one.due]), started=since)
        else:
            found = times.time_of(one.clock, case, started=since, calendar=times.hours_of(case, at=at))
        if found is not None:
            Clock.objects.create(
                matter_id=pathway.matter_id,
                pathway=pathway,
                code=one.clock,
                basis=found.basis,
                source=found.source,
                calendar=found.calendar,
                fixed=found.fixed,
                started_at=since,
                due_at=found.due,
                warns_at=found.warns,
                started_by=step,
            )


def stop(pathway: Pathway, step: Step, codes: Iterable[str], *, at: datetime) -> None:
    running(pathway).filter(code__in=list(codes)).update(stopped_at=at, stopped_by=step)


def undo(step: Step) -> None:
    """The clocks as they were before a step: what it started never was, what it stopped runs on."""
    Clock.objects.filter(started_by=step).update(replaced=True)
    Clock.objects.filter(stopped_by=step).update(stopped_at=None, stopped_by=None)


def running(pathway: Pathway) -> QuerySet[Clock]:
    return Clock.objects.filter(pathway=pathway, stopped_at=None, replaced=False)


def next_due(pathway: Pathway) -> datetime | None:
    return running(pathway).order_by("due_at").values_list("due_at", flat=True).first()


def count_anew(recount: Recount, *, after: int, at: datetime, many: int = counting.FEW) -> counting.Step:
    """Count the running clocks of the next open pathways on a calendar anew, after the pathway numbered `after`.

    By what set them and from when they started, on the hours as known at `at`.
    """
    key = recount.calendar.key
    with as_service("clocks"):
        within = counting.within(recount, started="started_at")
        found = Clock.objects.filter(
            within, calendar=key, stopped_at=None, replaced=False, fixed=False, pathway__gt=after
        )
        numbers = sorted(set(found.values_list("pathway", flat=True)))[:many]
        if not numbers:
            return counting.Step(None)
        held = {
            one.pk: one
            for one in Pathway.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
        }
        cases = {
            one.matter_id: one
            for one in Case.objects.filter(
                matter__in=[one.matter_id for one in held.values()]
            ).select_related("desk__hub")
        }
        hours = calendar_for(key, at=at)
        moved = []
        for clock in found.filter(pathway__in=list(held)).order_by("pk"):
            case = cases[held[clock.pathway_id].matter_id]
            now = times.time_of(clock.code, case, started=clock.started_at, calendar=hours)
            if (
                now is not None
                and now.calendar == key
                and (now.due, now.warns) != (clock.due_at, clock.warns_at)
            ):
                moved.append((clock.due_at, now.due))
                Clock.objects.filter(pk=clock.pk).update(
                    due_at=now.due,
                    warns_at=now.warns,
                    warned_at=clock.warned_at if now.warns <= at else None,
                    late_told_at=clock.late_told_at if now.due < at else None,
                )
        for one in held.values():
            # The version stays: nobody's open page is older for it.
            Pathway.objects.filter(pk=one.pk).update(due_at=next_due(one))
        return counting.step(numbers[-1], len(numbers), moved)

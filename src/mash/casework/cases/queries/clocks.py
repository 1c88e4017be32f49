"""Running clocks, and what they would be on other hours."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from mash.casework.cases.models import Case, Clock
from mash.registers.clocks import counting, rules
from mash.registers.clocks.models import Recount
from mash.registers.standards.queries import standard_for
from mash.registers.standards.rules import clock as clock_on

FIXED: Final = ("clear",)
"""When a closing ends is fixed as it is asked for: no other time of it may tell of what is looked at meanwhile."""


def running_on(recount: Recount) -> QuerySet[Clock]:
    """The running clocks that a change of hours can move."""
    found = Clock.objects.filter(
        counting.within(recount, started="started_at"), stopped_at=None, replaced=False
    )
    return found.filter(calendar=recount.calendar.key).exclude(step__in=FIXED)


def counted(case: Case, clock: Clock, calendar: rules.Calendar) -> rules.Clock | None:
    """A running clock as its standard sets it on these hours of its desk; None where that sets no time on them."""
    desk = case.desk
    standard = standard_for(desk.population, at=case.received_at, hub=desk.hub.key)
    timing = standard.timing(clock.step, case.rating if clock.step == "decide" else "")
    if timing is None:
        return None
    found = clock_on(timing, calendar, started=clock.started_at)
    return found if found.calendar.key == clock.calendar else None


def moves(recount: Recount, calendar: rules.Calendar) -> list[tuple[datetime, datetime]]:
    """When what runs is due and when it would be on these hours, of the open cases that the actor sees; only what moves."""
    clocks = {one.pk: one for one in running_on(recount)}
    cases = Case.objects.filter(matter__in={one.matter_id for one in clocks.values()}, closed_at=None)
    by_matter = {one.matter_id: one for one in cases.select_related("desk__hub")}
    found = []
    for clock in clocks.values():
        case = by_matter.get(clock.matter_id)
        then = counted(case, clock, calendar) if case is not None else None
        if then is not None and then.due != clock.due_at:
            found.append((clock.due_at, then.due))
    return found

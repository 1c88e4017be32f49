"""The time to answer: told of before and after it ends, and counted anew when the desk's hours change."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from mash.casework.cases.actions.times import FRESH, send_to
from mash.casework.cases.models import Case
from mash.casework.handover import events, times
from mash.casework.handover.actions.common import refs
from mash.casework.handover.models import Handover
from mash.casework.handover.queries import running_on
from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.clocks import counting
from mash.registers.clocks.models import Recount
from mash.registers.clocks.queries import calendar_for

MANY: Final = 100


@transaction.atomic
def tell_of_time(*, by: Actor, at: datetime, many: int = MANY) -> int:
    """Write to the case's worker once the time to answer warns, and to the managers too once it is over; each once.

    Where nobody has the case its managers are written to at once. Returns how many offers were told of.
    """
    warns = Q(warned_at=None, warns_at__lte=at, warns_at__gt=at - FRESH)
    late = Q(late_told_at=None, due_at__lt=at, due_at__gt=at - FRESH)
    with as_service("attention"):
        rows = Handover.objects.select_for_update(of=("self",), skip_locked=True)
        found = list(rows.filter(warns | late, state="offered").order_by("due_at", "pk")[:many])
        cases = Case.objects.filter(matter__in=[one.matter_id for one in found])
        by_matter = {one.matter_id: one for one in cases.select_related("matter__hub", "worker")}
        for one in found:
            _tell(one, by_matter[one.matter_id], by=by, at=at)
    return len(found)


def _tell(one: Handover, case: Case, *, by: Actor, at: datetime) -> None:
    late = one.due_at < at
    told = send_to(case, late=late, at=at, reference=one.ref, link=f"/handovers/{one.ref}")
    one.warned_at = one.warned_at or at
    one.late_told_at = at if late else None
    one.save(update_fields=["warned_at", "late_told_at"])
    payload = {"state": "is-over" if late else "runs-out", "told": told}
    append(events.TOLD, by=by, at=at, about=refs(one), payload=payload)


def count_anew(recount: Recount, *, after: int, at: datetime, many: int = counting.FEW) -> counting.Step:
    """Count the next unanswered offers of a desk anew, after the one numbered `after`, and never earlier than was said."""
    with as_service("clocks"):
        running = running_on(recount).select_for_update(of=("self",)).filter(pk__gt=after)
        found = list(running.select_related("desk").order_by("pk")[:many])
        if not found:
            return counting.Step(None)
        calendar = calendar_for(recount.calendar.key, at=at)
        moved = []
        for one in found:
            clock = times.clock(one.desk, one.rating, started=one.offered_at, at=at, calendar=calendar)
            if clock.due <= one.due_at:
                continue
            moved.append((one.due_at, clock.due))
            one.due_at, one.warns_at = clock.due, clock.warns
            one.warned_at = one.warned_at if clock.warns <= at else None
            one.late_told_at = one.late_told_at if clock.due < at else None
            one.save(update_fields=["due_at", "warns_at", "warned_at", "late_told_at"])
        return counting.step(found[-1].pk, len(found), moved)

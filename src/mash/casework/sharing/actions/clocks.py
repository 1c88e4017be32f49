"""When answers are due, counted anew when the hours of the desk that asked change."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from mash.casework.sharing.queries import due_of, open_on
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Desk
from mash.registers.clocks import counting
from mash.registers.clocks.models import Recount
from mash.registers.clocks.queries import calendar_for


def count_anew(recount: Recount, *, after: int, at: datetime, many: int = counting.FEW) -> counting.Step:
    """Count when the next open requests of a desk are due, after the one numbered `after`.

    By the standard that set it, from when it was sent, and never earlier than the agency was told. The request's entry in the
    ledger keeps what was due at first.
    """
    with as_service("clocks"):
        desk = Desk.objects.select_related("hub").filter(key=recount.calendar.key).first()
        if desk is None:
            return counting.Step(None)
        running = open_on(recount).select_for_update(of=("self",)).filter(pk__gt=after)
        calendar = calendar_for(desk.key, at=at)
        found = list(running.order_by("pk")[:many])
        if not found:
            return counting.Step(None)
        moved = []
        for one in found:
            due = due_of(one, desk, calendar)
            if due is not None and due > one.due_at:
                moved.append((one, due))
        if moved:
            with connection.cursor() as cursor:
                cursor.execute(
                    """UPDATE sharing_request r SET due_at = n.due
                         FROM unnest(%s::bigint[], %s::timestamptz[]) AS n(id, due) WHERE r.id = n.id""",
                    [[one.pk for one, _due in moved], [due for _one, due in moved]],
                )
        return counting.step(found[-1].pk, len(found), [(one.due_at, due) for one, due in moved])

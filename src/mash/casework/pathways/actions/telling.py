"""Before a pathway's time ends its case's worker is told, and once it has ended the managers too: as of a case's clocks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from mash.casework.cases import events
from mash.casework.cases.actions.times import FRESH, MANY, send_to
from mash.casework.cases.models import Case
from mash.casework.pathways.actions.common import refs
from mash.casework.pathways.models import Clock
from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service


@transaction.atomic
def tell_of_time(*, by: Actor, at: datetime, many: int = MANY) -> int:
    """Send a reference for each clock that warns or is late, once for each; how many clocks were told of."""
    with as_service("attention"):
        clocks = list(
            _waiting(at).select_for_update(of=("self",), skip_locked=True).order_by("due_at", "pk")[:many]
        )
        rows = Case.objects.filter(matter__in={one.matter_id for one in clocks})
        cases = {one.matter_id: one for one in rows.select_related("matter__hub", "worker")}
        for clock in clocks:
            late = clock.due_at < at
            told = send_to(cases[clock.matter_id], late=late, at=at)
            Clock.objects.filter(pk=clock.pk).update(
                warned_at=clock.warned_at or at, late_told_at=at if late else None
            )
            payload = {"step": clock.code, "state": "is-over" if late else "runs-out", "told": told}
            append(events.TIME_TOLD, by=by, at=at, about=refs(clock.pathway), payload=payload)
    return len(clocks)


def _waiting(at: datetime) -> QuerySet[Clock]:
    warns = Q(warned_at=None, warns_at__lte=at, warns_at__gt=at - FRESH)
    late = Q(late_told_at=None, due_at__lt=at, due_at__gt=at - FRESH)
    return Clock.objects.select_related("pathway__matter").filter(
        warns | late, stopped_at=None, replaced=False
    )

"""What is kept, due, on hold and disposed of, as far as the actor may know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from mash.casework.sharing.models import SealedItem
from mash.foundation.kernel.time import LONDON
from mash.oversight.retention.models import Disposal, Due, Hold, SealedDisposal, SealedHold
from mash.oversight.retention.rules import Period, Schedule, facts_of, kept
from mash.registers.standards.queries import codes, label_of

BATCH: Final = 500


def periods(*, at: datetime) -> tuple[Period, ...]:
    """The classes in force at `at`, as the hub has them."""
    return tuple(_period(one) for one in codes("retention-class", at=at))


def _period(code: Any) -> Period:
    said = code.attributes
    return Period(
        code=code.code,
        label=label_of(code),
        years=int(said["years"]),
        clock=said["clock"],
        authority=said.get("authority", ""),
        wait_days=int(said.get("wait", 7)),
        populations=frozenset(said.get("populations", ())),
        routes=frozenset(said.get("routes", ())),
        kinds=frozenset(said.get("kinds", ())),
    )


def rows_about(ref: str) -> list[dict[str, Any]]:
    """The matter and those of its family that the actor may learn of: `mash.retention_of`; nothing for a hidden one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mash.retention_of(%s)", [ref])
        return [row if isinstance(row, dict) else json.loads(row) for (row,) in cursor.fetchall()]


def schedule(ref: str, *, at: datetime, among: tuple[Period, ...] | None = None) -> Schedule | None:
    """How long this matter is kept and because of whom; None where the actor may not know, or there is none.

    `among` spares the reading of the classes to whoever asks for many.
    """
    rows = rows_about(ref)
    return schedule_of(rows, periods(at=at) if among is None else among) if rows else None


def schedule_of(rows: list[dict[str, Any]], among: tuple[Period, ...]) -> Schedule:
    own, *others = rows
    return Schedule(
        kept(facts_of(own), among), tuple((one["how"], kept(facts_of(one), among)) for one in others)
    )


def today(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def closed_long_ago(*, at: datetime, among: tuple[Period, ...]) -> Iterator[list[tuple[int, str]]]:
    """Closed matters whose shortest period may be over, in batches of (number, reference); as the service `retention`."""
    shortest = min((one.years for one in among if one.clock == "closed"), default=0)
    before = at - timedelta(days=365 * shortest)
    beyond = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, ref FROM mash.closed_before(%s, %s, %s)", [before, beyond, BATCH])
            found = cursor.fetchall()
        if not found:
            return
        yield found
        beyond = found[-1][0]


def due() -> QuerySet[Due]:
    """What may be proposed, the longest kept first."""
    return Due.objects.select_related("hub").order_by("keep_until", "pk")


def get_due(ref: str) -> Due | None:
    return Due.objects.select_related("hub").filter(reference=ref).first()


def holds() -> QuerySet[Hold]:
    """What is on hold, the latest first."""
    return Hold.objects.filter(lifted_at__isnull=True).order_by("-placed_at", "-pk")


def holds_on(ref: str) -> list[Hold]:
    """All holds that there are or were on a matter, the latest first."""
    return list(Hold.objects.filter(reference=ref).order_by("-placed_at", "-pk"))


def on_hold(ref: str) -> list[Hold]:
    """The holds that bind now, for the case's own page."""
    return list(holds().filter(reference=ref))


def under_way() -> QuerySet[Disposal]:
    """Proposed and approved, the first proposed first."""
    return Disposal.objects.filter(state__in=["proposed", "approved"]).order_by("proposed_at", "pk")


def ended() -> QuerySet[Disposal]:
    """Done, the latest first."""
    return Disposal.objects.filter(state="done").order_by("-ended_at", "-pk")


def get_disposal(ref: str) -> Disposal | None:
    return Disposal.objects.select_related("hub").filter(ref=ref).first()


def sealed_and_going() -> QuerySet[Disposal]:
    """Approved disposals of matters in which the actor sees something sealed: a custodian may keep them, in time."""
    sealed = SealedItem.objects.values("matter")
    return Disposal.objects.filter(state="approved", matter__in=sealed).order_by("due_at", "pk")


def sealed_part(disposal: Disposal) -> SealedDisposal | None:
    """What of it was sealed, for cleared people."""
    return SealedDisposal.objects.filter(disposal=disposal).first()


def sealed_hold(ref: str) -> SealedHold | None:
    return SealedHold.objects.filter(matter__ref=ref, ended_at__isnull=True).first()

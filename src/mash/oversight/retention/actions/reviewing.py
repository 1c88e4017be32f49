"""The nightly review: what is due comes onto the list, and what is not leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.oversight.retention import events, queries
from mash.oversight.retention.models import Due


@dataclass(frozen=True, slots=True)
class Reviewed:
    looked: int
    added: int
    left: int


@transaction.atomic
def review(*, by: Actor, at: datetime) -> Reviewed:
    """Look at every case that was closed long enough ago. Only references and days are written, and one entry."""
    today, among = queries.today(at), queries.periods(at=at)
    looked, added = 0, 0
    still: set[int] = set()
    with as_service("retention"):
        listed = dict(Due.objects.values_list("matter_id", "pk"))
        for batch in queries.closed_long_ago(at=at, among=among):
            looked += len(batch)
            new = []
            for number, ref in batch:
                rows = queries.rows_about(ref)
                found = queries.schedule_of(rows, among)
                if not found.due(today) or found.own.period is None or found.own.until is None:
                    continue
                still.add(number)
                said = {"klass": found.own.period.code, "keep_until": found.own.until}
                if number in listed:
                    Due.objects.filter(pk=listed[number]).exclude(**said).update(**said)
                else:
                    new.append(
                        Due(matter_id=number, hub_id=rows[0]["hub_id"], reference=ref, found_at=at, **said)
                    )
            added += len(Due.objects.bulk_create(new))
        gone = [pk for matter, pk in listed.items() if matter not in still]
        left = Due.objects.filter(pk__in=gone).delete()[0] if gone else 0
        append(
            events.QUEUED,
            by=by,
            at=at,
            about=[],
            payload={"looked": looked, "added": added, "left": left},
        )
    return Reviewed(looked, added, left)

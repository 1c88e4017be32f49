"""Take in what telephone switches write down: each call once, however often its record comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from mash.casework.calls import events
from mash.casework.calls.models import Ring
from mash.foundation.adapters.telephony import CallRecord
from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Desk

AT_ONCE = 2_000


@transaction.atomic
def take_in(
    *, by: Actor, at: datetime, source: str, records: Iterable[CallRecord], desks: Mapping[str, Desk]
) -> Counter[str]:
    """Keep the records of one switch; `desks` says whose each queue is. How many were `new`, `changed`, `same` and `left`.

    A record that comes again is the same call: what the switch corrected is corrected. Of a queue that is no desk's nothing
    is kept.
    """
    done: Counter[str] = Counter(new=0, changed=0, same=0, left=0)
    latest = {one.number: one for one in records}
    with as_service("calls"):
        numbers = list(latest)
        for first in range(0, len(numbers), AT_ONCE):
            some = [latest[one] for one in numbers[first : first + AT_ONCE]]
            held = {
                one.number: one
                for one in Ring.objects.select_for_update().filter(
                    source=source, number__in=[each.number for each in some]
                )
            }
            made = []
            for one in some:
                desk = desks.get(one.queue)
                if desk is None:
                    done["left"] += 1
                    continue
                says = {
                    "queue": one.queue,
                    "hub_id": desk.hub_id,
                    "desk_id": desk.pk,
                    "offered_at": one.offered_at,
                    "answered_at": one.answered_at,
                    "ended_at": one.ended_at,
                }
                known = held.get(one.number)
                if known is None:
                    made.append(Ring(source=source, number=one.number, taken_in_at=at, **says))
                    done["new"] += 1
                elif all(getattr(known, name) == value for name, value in says.items()):
                    done["same"] += 1
                else:
                    Ring.objects.filter(pk=known.pk).update(taken_in_at=at, **says)
                    done["changed"] += 1
            Ring.objects.bulk_create(made)
        if done["new"] or done["changed"]:
            append(
                events.IMPORTED,
                by=by,
                at=at,
                about=[],
                payload={name: done[name] for name in ("new", "changed", "left")},
            )
    return done

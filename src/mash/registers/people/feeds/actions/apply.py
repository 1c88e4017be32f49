"""What a checked file changes, batch by batch: records are added and withdrawn, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q

from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import publish
from mash.foundation.visibility import as_service
from mash.registers.people.feeds import events
from mash.registers.people.feeds.models import Incoming, Run

APPLIED_AT_ONCE: Final = 5_000
_LOWEST: Final = -(2**62)

_WITHDRAW = """
INSERT INTO people_withdrawal (record_id, at, by, cause)
SELECT r.id, %(at)s, %(by)s, CASE WHEN i.fate = 'changed' THEN 'replaced' ELSE %(cause)s END
  FROM feeds_incoming i
  JOIN people_record r ON r.agency = %(agency)s AND r.key = i.key AND r.key <> '' AND r.live AND r.source = %(source)s
 WHERE i.run_id = %(run)s AND i.number > %(after)s AND i.number <= %(until)s AND i.fate IN ('changed', 'gone')
"""
_ADD = """
INSERT INTO people_record (public_id, source, agency, key, digest, received_at, said, live)
SELECT i.record, %(source)s, %(agency)s, i.key, i.digest, %(at)s, i.said, true
  FROM feeds_incoming i
 WHERE i.run_id = %(run)s AND i.number > %(after)s AND i.number <= %(until)s AND i.fate IN ('changed', 'new')
 ORDER BY i.number
"""


@transaction.atomic
def apply_batch(*, by: Actor, at: datetime, run: Run) -> bool:
    """Apply the next rows of a run that was let in; True while there are more. Done again after a kill, it goes on.

    With the last rows the ledger and the outbox learn of the import (`people:feed:imported`).
    """
    with as_service("feeds"):
        run = Run.objects.select_for_update(of=("self",)).select_related("feed__agency").get(pk=run.pk)
        if run.state != Run.State.APPLYING:
            return False
        after = _LOWEST if run.applied_to is None else run.applied_to
        waiting = (
            Incoming.objects.filter(run=run, number__gt=after).exclude(Q(fate="same")).order_by("number")
        )
        numbers = list(waiting.values_list("number", flat=True)[:APPLIED_AT_ONCE])
        if numbers:
            facts: dict[str, Any] = {
                "run": run.pk,
                "after": after,
                "until": numbers[-1],
                "at": at,
                "by": str(by),
                "cause": str(run.ref),
                "agency": run.feed.agency.key,
                "source": str(run.feed.ref),
            }
            with connection.cursor() as cursor:
                cursor.execute(_WITHDRAW, facts)
                cursor.execute(_ADD, facts)
            run.applied_to = numbers[-1]
            run.save(update_fields=["applied_to"])
            if len(numbers) == APPLIED_AT_ONCE:
                return True
        Incoming.objects.filter(run=run).delete()
        run.state, run.finished_at = Run.State.DONE, at
        run.save(update_fields=["state", "finished_at"])
    append(
        events.IMPORTED,
        by=by,
        at=at,
        about=[run.feed.ref, run.ref],
        payload={
            "feed": run.feed.public_id,
            "run": run.public_id,
            "new": run.new,
            "changed": run.changed,
            "same": run.same,
            "gone": run.gone,
            "aside": run.aside,
        },
    )
    publish("people:feed:imported", at=at, feed=run.feed.public_id, run=run.public_id)
    return False

"""What nobody needs any more goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import publish
from mash.foundation.visibility import as_service
from mash.registers.people.feeds import events
from mash.registers.people.feeds.models import Feed, Incoming, RowProblem, Run

PURGED_AT_ONCE: Final = 2_000
REPORTS_KEPT: Final = timedelta(days=90)
WAITS_AT_MOST: Final = timedelta(days=30)


@transaction.atomic
def purge(*, by: Actor, at: datetime, feed: Feed) -> int:
    """Purge up to PURGED_AT_ONCE pointers of a wider feed that nobody needed in its days; returns how many went.

    Needed is a pointer whose person is in a matter or a contact, or whom an entry of the ledger names since. What it
    said is wiped; its row and a withdrawal stay. A feed of hub events is not purged here: 0.
    """
    if feed.scope != "wider" or not feed.purge_days:
        return 0
    before = at - timedelta(days=feed.purge_days)
    with as_service("feeds"), connection.cursor() as cursor:
        cursor.execute("SELECT mash.purge_pointers(%s, %s, %s)", [feed.public_id, before, PURGED_AT_ONCE])
        purged = int(cursor.fetchone()[0])
    if purged:
        append(
            events.PURGED,
            by=by,
            at=at,
            about=[feed.ref],
            payload={"feed": feed.public_id, "purged": purged},
        )
        publish("people:feed:purged", at=at, feed=feed.public_id)
    return purged


@transaction.atomic
def forget_reports(*, at: datetime) -> int:
    """Delete what rows said once their import is long over, and waiting rows of imports that nobody finished.

    The counts of each import stay. Returns how many rows were deleted.
    """
    with as_service("feeds"):
        old, _ = RowProblem.objects.filter(run__finished_at__lt=at - REPORTS_KEPT).delete()
        left = Run.objects.filter(state__in=["mapping", "reading", "compared"], at__lt=at - WAITS_AT_MOST)
        stale = list(left.values_list("pk", flat=True))
        lying, _ = Incoming.objects.filter(run__in=stale).delete()
        Run.objects.filter(pk__in=stale).update(state=Run.State.ABANDONED, finished_at=at)
    return old + lying

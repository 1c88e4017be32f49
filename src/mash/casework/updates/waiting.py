"""What of updates waits for somebody: to be read by the worker who has the case, a manager or the hub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from mash.casework.matters.tasks import Task
from mash.casework.updates.models import Receipt, Update
from mash.casework.updates.rules import READERS
from mash.foundation.kernel import Actor, Ref
from mash.registers.accounts.rules import may


def waits_for(by: Actor, _at: datetime) -> Iterator[Task]:
    """Each update once, by the earliest time at which one of the readings that are the reader's is due."""
    if by.user is None or not may(by, "updates:update:read"):
        return
    shared = [whom for whom, roles in READERS.items() if by.role in roles]
    found = Receipt.objects.filter(
        Q(user_id=by.user) | Q(whom__in=shared, update__hub__key=by.hub),
        read_at__isnull=True,
        ended_at__isnull=True,
        update__state=Update.State.ACCEPTED,
    )
    seen: set[str] = set()
    for one in found.select_related("update").order_by("due_at", "pk"):
        ref = one.update.ref
        if ref in seen:
            continue
        seen.add(ref)
        yield Task(
            what=_("Read an update of an open case"),
            link=f"/updates/{ref}",
            ref=ref,
            about=(Ref("update", ref),),
            since=one.sent_at,
            due=one.due_at,
        )

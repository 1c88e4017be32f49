"""The school's side: whoever receives for it opens what it was told, and the hub sees that they did."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.encompass import events
from mash.casework.encompass.models import Message
from mash.casework.encompass.permissions import READ
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may


@transaction.atomic
def open_message(*, by: Actor, at: datetime, ref: str) -> Message | Refused | None:
    """What a school was told, with its first reading recorded; None where the asker does not see it."""
    allowed = may(by, READ)
    if not allowed:
        return refuse(READ, allowed, by=by, at=at, about=[])
    found = (
        Message.objects.select_related("agency", "hub")
        .filter(ref=ref, withdrawn_at__isnull=True, agency__key=by.agency)
        .first()
    )
    if found is None:
        return None
    if found.read_at is None:
        # Of two who open it at once the first counts.
        Message.objects.filter(pk=found.pk, read_at__isnull=True).update(
            read_by=str(by), read_by_name=by.name, read_at=at
        )
        found.refresh_from_db()
    append(
        events.READ,
        by=by,
        at=at,
        about=[Ref("school-notice", found.ref), Ref("agency", found.agency.key)],
        payload={"message": found.ref, "school": found.agency.key},
    )
    return found

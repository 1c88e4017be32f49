"""What is not for us is not kept: the text goes, the fact stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.mailbox import events, rules
from mash.casework.mailbox.models import Message
from mash.foundation.files.actions import purge
from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service

_AT_ONCE = 200


@transaction.atomic
def purge_rejected(*, by: Actor, at: datetime) -> int:
    """Delete what messages say that were not for us, PURGE_AFTER after they were settled; how many.

    What is set aside waits for a person however long it takes.
    """
    with as_service("mailbox"):
        old = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(state=Message.State.REJECTED, settled_at__lt=at - rules.PURGE_AFTER)
            .exclude(file="", subject="", sender="", sender_name="")
            .order_by("pk")[:_AT_ONCE]
        )
        for one in old:
            if one.file:
                with as_service("worker"):
                    purge(one.file, by=by, at=at, reason="not-for-us")
            one.file = one.subject = one.sender = one.sender_name = ""
            one.save(update_fields=["file", "subject", "sender", "sender_name"])
        if old:
            append(events.PURGED, by=by, at=at, about=(), payload={"count": len(old)})
    return len(old)

"""Take messages from a mailbox: stored first, and only then moved out of its folder."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from mash.casework.mailbox import events, vault
from mash.casework.mailbox.models import Message, Watch
from mash.foundation.adapters.mailboxes import Box, Found
from mash.foundation.files.actions import keep
from mash.foundation.kernel import Actor, public_id
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Desk


@transaction.atomic
def take(*, by: Actor, at: datetime, box: Box, found: Found, raw: bytes, whole: bool) -> Message:
    """Store one message. The same place twice is one message, and so is one whose mailbox was numbered anew.

    `whole` is false where only the beginning of a message beyond the limit was read: it is set aside.
    """
    with as_service("mailbox"):
        digest = hashlib.sha256(raw).hexdigest()
        known = Message.objects.filter(box=box.key, epoch=found.epoch, place=found.place).first()
        if known is not None:
            return known
        # Numbered anew (RFC 9051, 2.3.1.1) while it lay there: of those of its digest that nobody has moved, one is it.
        anew = (
            Message.objects.select_for_update()
            .filter(box=box.key, digest=digest, put_away_at__isnull=True)
            .exclude(epoch=found.epoch)
            .order_by("pk")
            .first()
        )
        if anew is not None:
            anew.epoch, anew.place = found.epoch, found.place
            anew.save(update_fields=["epoch", "place"])
            return anew
        message = Message(
            public_id=public_id(),
            box=box.key,
            desk=Desk.objects.get(key=box.desk),
            epoch=found.epoch,
            place=found.place,
            arrived_at=at,
            size=max(found.size, len(raw)),
            digest=digest,
        )
        if not whole:
            message.state, message.reason, message.settled_at = Message.State.ASIDE, "too-large", at
        if raw:
            with as_service("intake"):
                kept = keep(
                    by=by, at=at, name=vault.NAME, content_type=vault.CONTENT_TYPE, data=raw, held_for=vault.ref(message)
                )  # fmt: skip
            message.file = kept.public_id
        message.save(force_insert=True)
        payload = {"box": box.key, "size": message.size}
        append(events.TAKEN, by=by, at=at, about=[vault.ref(message)], payload=payload)
        return message


@transaction.atomic
def put_away(*, at: datetime, box: Box, some: Collection[Found]) -> None:
    """Note that these have left the mailbox's folder."""
    with as_service("mailbox"):
        for epoch in {one.epoch for one in some}:
            places = [one.place for one in some if one.epoch == epoch]
            Message.objects.filter(
                box=box.key, epoch=epoch, place__in=places, put_away_at__isnull=True
            ).update(put_away_at=at)


@transaction.atomic
def looked(*, at: datetime, box: Box, failure: str = "") -> Watch:
    """Note that the mailbox was looked into, or why it could not be."""
    with as_service("mailbox"):
        watch, _new = Watch.objects.update_or_create(
            box=box.key,
            defaults={
                "desk": Desk.objects.get(key=box.desk),
                "tried_at": at,
                "failure": failure,
                **({} if failure else {"read_at": at}),
            },
        )
    return watch

"""Every row of a file or a call is stored before any of them is worked on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mash.casework.notifications import events
from mash.casework.notifications.models import Batch, Row, Sent, Source
from mash.casework.notifications.permissions import SEND, may_send
from mash.casework.notifications.rules import Reading, all_codes, storable
from mash.foundation.kernel import Actor, Refused, Verdict
from mash.foundation.kernel.ids import public_ids
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service

PIECE: Final = 1_000
"""Rows that are stored together; a kill costs at most so many, read again from the file."""


class Read(NamedTuple):
    """A row of a file as it is to be stored: its number, its cells by heading, and what became of it."""

    number: int
    cells: Mapping[str, str]
    reading: Reading


@transaction.atomic
def begin(
    *,
    by: Actor,
    at: datetime,
    source: Source,
    way: str,
    sha256: str,
    header: Sequence[str],
    mapping: Mapping[str, Any],
    file_name: str = "",
    key: str = "",
    declared: int | None = None,
) -> Batch | Refused:
    """Begin a batch, or find the one that the same file or the same idempotency key made: it goes on where it was left.

    Refused for a key that came with other bytes.
    """
    allowed: Verdict = may_send(by, source)
    if allowed and not source.in_force(at):
        allowed = Refused("notifications:not-in-force", _("This source is not agreed at this time."))
    if not allowed:
        return refuse(SEND, allowed, by=by, at=at, about=[source.ref])
    with as_service("notifications"):
        # Of two who bring the same at once one waits here and then finds the other's batch.
        Source.objects.select_for_update().get(pk=source.pk)
        same = Batch.objects.filter(source=source, way=way)
        same = same.filter(key=key) if way == "api" else same.filter(sha256=sha256).exclude(state="failed")
        earlier = same.first()
        if earlier is not None:
            if earlier.sha256 != sha256:
                refused = Refused(
                    "notifications:key-reused", _("This idempotency key came with other content before.")
                )
                return refuse(SEND, refused, by=by, at=at, about=[source.ref])
            return earlier
        batch = Batch.objects.create(
            source=source,
            way=way,
            state=Batch.State.READING,
            file_name=storable(file_name)[:255],
            key=key,
            sha256=sha256,
            header=[storable(one) for one in header],
            mapping=dict(mapping),
            declared=declared,
            by=str(by),
            by_name=by.name,
            at=at,
        )
    append(
        events.STARTED,
        by=by,
        at=at,
        about=[source.ref, batch.ref],
        payload={
            "source": source.key,
            "batch": batch.public_id,
            "way": way,
            "sha256": sha256,
            "declared": declared,
        },
    )
    return batch


@transaction.atomic
def keep_rows(*, by: Actor, at: datetime, batch: Batch, rows: Sequence[Read], last: bool) -> Batch:
    """Store the next rows of a batch, all or none; `last` says that no more follow. Rows stored before are passed over."""
    with as_service("notifications"):
        held = Batch.objects.select_for_update(of=("self",)).select_related("source").get(pk=batch.pk)
        if held.state != Batch.State.READING:
            return held
        new = [one for one in rows if one.number > held.read_to]
        made = Row.objects.bulk_create(
            Row(
                public_id=public_id,
                batch=held,
                source_id=held.source_id,
                number=one.number,
                reference=one.reading.reference,
                digest=one.reading.digest,
                state=Row.State.REJECTED if one.reading.code else Row.State.WAITING,
                code=one.reading.code,
                column=one.reading.column[:210],
                noted=all_codes(one.reading.noted),
                at=at,
            )
            for one, public_id in zip(new, public_ids(len(new)), strict=True)
        )
        Sent.objects.bulk_create(
            Sent(row=row, cells={storable(name): storable(cell) for name, cell in one.cells.items()})
            for row, one in zip(made, new, strict=True)
        )
        Batch.objects.filter(pk=held.pk).update(
            rows=F("rows") + len(new),
            read_to=max([held.read_to, *(one.number for one in new)]),
            state=Batch.State.READ if last else Batch.State.READING,
        )
        held.refresh_from_db()
        rejected = Row.objects.filter(batch=held, state=Row.State.REJECTED).count() if last else 0
    if last:
        append(
            events.STORED,
            by=by,
            at=at,
            about=[held.source.ref, held.ref],
            payload={
                "source": held.source.key,
                "batch": held.public_id,
                "rows": held.rows,
                "rejected": rejected,
            },
        )
    return held


@transaction.atomic
def fail(*, by: Actor, at: datetime, batch: Batch, code: str, sentence: str) -> Batch:
    """The rest of the file turned out unreadable. What was stored of it is worked on all the same."""
    with as_service("notifications"):
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED, failure=sentence[:300])
        batch.refresh_from_db()
    append(
        events.FAILED,
        by=by,
        at=at,
        about=[batch.source.ref, batch.ref],
        payload={"source": batch.source.key, "batch": batch.public_id, "code": code},
    )
    return batch

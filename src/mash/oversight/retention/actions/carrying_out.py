"""Carry a disposal out: asked again under locks whether anything keeps the case, and then it is gone at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.utils import Error

from mash.foundation.adapters.storage import storage
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.oversight.retention import events, queries, rules
from mash.oversight.retention.models import Disposal
from mash.registers.people.forgetting import forget

NOT_NOW, NOT_YET = "55000", "55P03"
"""What the database answers (SQLSTATE) where something keeps the matter, and where the log's tree is a moment behind."""


def ready_to_carry_out(*, at: datetime) -> list[str]:
    """The references of approved disposals whose time has come; each is carried out in a transaction of its own."""
    with as_service("retention"):
        ready = Disposal.objects.filter(state="approved", due_at__lte=at).order_by("due_at", "pk")
        return list(ready.values_list("ref", flat=True))


@transaction.atomic
def carry_out(*, by: Actor, at: datetime, ref: str) -> Disposal | Refused:
    """Dispose of one matter as approved, or say in the log that something keeps it, whatever that is.

    Bytes of files, and the encrypted copy of the index, are deleted once it is committed.
    """
    with as_service("retention"):
        disposal = Disposal.objects.filter(ref=ref, state="approved", due_at__lte=at).first()
        if disposal is None:
            return rules.something_keeps_it()
        about = [Ref("matter", disposal.reference)]
        try:
            with transaction.atomic():
                said = _dispose(disposal, by=by, at=at)
        except Error as error:
            state = getattr(error.__cause__, "sqlstate", "")
            if state == NOT_YET:
                return rules.not_yet()
            if state != NOT_NOW:
                raise
            said = None
        if said is None:
            Disposal.objects.filter(pk=disposal.pk).update(state="kept", ended_at=at)
            append(events.KEPT, by=by, at=at, about=about, payload={"disposal": disposal.ref})
            return rules.something_keeps_it()
        payload = {
            "disposal": disposal.ref,
            "class": disposal.klass,
            "rows": said["rows"],
            "digest": said["digest"],
        }
        number = append(events.DONE, by=by, at=at, about=about, payload=payload)
        with connection.cursor() as cursor:
            cursor.execute("SELECT mash.number_disposal(%s, %s)", [disposal.ref, number])
        bytes_go(said["keys"])
        disposal.refresh_from_db()
    return disposal


def _dispose(disposal: Disposal, *, by: Actor, at: datetime) -> dict[str, Any] | None:
    """What the database says that it did; None where something keeps the matter."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.lock_for_disposal(%s)", [disposal.matter_id])
    # After the locks: what was committed meanwhile is seen here, and what comes later waits.
    found = queries.schedule(disposal.reference, at=at)
    if found is None or not found.due(queries.today(at)):
        return None
    take_from_index(disposal.matter_id, disposal.ref, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.dispose(%s)", [disposal.ref])
        return read(cursor.fetchone()[0])


def take_from_index(matter: int, disposal: str, *, by: Actor, at: datetime) -> None:
    """Nobody stands any more for the records that came in with a matter."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.records_to_forget(%s)", [matter])
        records = [number for (number,) in cursor.fetchall()]
    forget(by=by, at=at, records=records, cause=Ref("disposal", disposal))


def bytes_go(keys: Iterable[str]) -> None:
    """Once this is committed, delete these files' bytes, and the copy of the index from which it would start again."""

    def gone() -> None:
        # With the index comes its arithmetic, which no process that serves pages loads.
        from mash.registers.people.finding.kept import place

        for key in keys:
            storage().delete(key)
        copy = place()
        if copy is not None:
            copy.unlink(missing_ok=True)

    transaction.on_commit(gone)


def read(answer: Any) -> dict[str, Any] | None:
    """What a database function answers as JSON."""
    found: dict[str, Any] | None = json.loads(answer) if isinstance(answer, str) else answer
    return found

"""A file comes in by a page, a person says what its columns are and lets it in, or gives it up."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mash.casework.notifications import events
from mash.casework.notifications.models import Batch, Source, Upload
from mash.casework.notifications.models import Mapping as Known
from mash.casework.notifications.permissions import SEND, may_send
from mash.casework.notifications.rules import digest_of_headings, storable
from mash.foundation.adapters.storage import storage
from mash.foundation.files.actions import keep, purge
from mash.foundation.files.models import StoredFile
from mash.foundation.files.rules import shown_name
from mash.foundation.kernel import Actor, Ref, Refused, Verdict, public_id
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.people.feeds.reading import Table

HELD_FOR: Final = "upload"
_TABLE: Final = "application/octet-stream"
_OPEN: Final = (Upload.State.MAPPING, Upload.State.TAKING)


@transaction.atomic
def hand_over(
    *,
    by: Actor,
    at: datetime,
    source: Source,
    data: bytes,
    name: str,
    table: Table,
    declared: int | None = None,
) -> Upload | Refused:
    """Keep a file, in quarantine, until its columns are named. `table` is what was found in it.

    The same file while it waits is the one that waits; after it was taken in it is refused, with the day. What was said of
    a file with the same headings before is said of it at once. Raises StorageError where it cannot be kept.
    """
    allowed: Verdict = may_send(by, source)
    if allowed and not source.in_force(at):
        allowed = Refused("notifications:not-in-force", _("This source is not agreed at this time."))
    if not allowed:
        return refuse(SEND, allowed, by=by, at=at, about=[source.ref])
    sha256 = hashlib.sha256(data).hexdigest()
    with as_service("notifications"):
        # Of two who hand the same over at once one waits here and then finds the other's.
        held = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
        same = Upload.objects.filter(source=held, sha256=sha256, state__in=_OPEN).first()
        if same is not None:
            return same
        before = (
            Batch.objects.filter(source=held, way="file", sha256=sha256)
            .exclude(state=Batch.State.FAILED)
            .first()
        )
        if before is not None:
            return refuse(SEND, _came_before(before), by=by, at=at, about=[source.ref, before.ref])
        known = Known.objects.filter(source=held, headings=digest_of_headings(table.header)).last()
        ref = Ref(HELD_FOR, public_id())
        file = keep(by=by, at=at, name=shown_name(name), content_type=_TABLE, data=data, held_for=ref)
        upload = Upload.objects.create(
            public_id=ref.id,
            source=held,
            file=file.public_id,
            file_name=shown_name(storable(name)),
            sha256=sha256,
            header=[storable(one) for one in table.header],
            about=max(table.about, 0),
            declared=declared,
            mapping=known.mapping if known else {},
            by=str(by),
            by_name=by.name,
            at=at,
        )
    append(
        events.HANDED_OVER,
        by=by,
        at=at,
        about=[source.ref, upload.ref],
        payload={"source": source.key, "upload": upload.public_id, "sha256": sha256, "declared": declared},
    )
    return upload


def _came_before(batch: Batch) -> Refused:
    when = timezone.localtime(batch.at)
    return Refused(
        "notifications:same-file",
        _("This very file was handed over on %(day)s at %(time)s. Nothing was changed.")
        % {"day": f"{when.day} {when:%B %Y}", "time": f"{when:%H:%M}"},
    )


@transaction.atomic
def map_columns(
    *, by: Actor, at: datetime, upload: Upload, mapping: Mapping[str, Any], version: int
) -> Upload | Refused:
    """Say what the columns are, keep that with the source for the next file of these headings, and let the file in.

    `mapping` is columns.Columns.as_json() and fits the file; `version` is that of the page. Pressed twice it is once.
    """
    held = _step(by, at, upload, version)
    if isinstance(held, Refused):
        return held
    headings = digest_of_headings(held.header)
    with as_service("notifications"):
        Source.objects.select_for_update(of=("self",)).get(pk=held.source_id)
        known = Known.objects.filter(source=held.source_id)
        latest = known.filter(headings=headings).last()
        if latest is None or latest.mapping != dict(mapping):
            last = known.last()
            latest = Known.objects.create(
                source_id=held.source_id,
                number=last.number + 1 if last else 1,
                headings=headings,
                mapping=dict(mapping),
                by=str(by),
                by_name=by.name,
                at=at,
            )
        held.mapping, held.state = dict(mapping), Upload.State.TAKING
        held.version += 1
        held.save(update_fields=["mapping", "state", "version"])
    append(
        events.MAPPED,
        by=by,
        at=at,
        about=[held.source.ref, held.ref],
        payload={"source": held.source.key, "upload": held.public_id, "mapping": latest.number},
    )
    return held


@transaction.atomic
def give_up(*, by: Actor, at: datetime, upload: Upload, version: int) -> Upload | Refused:
    """Give a file up before anything of it was taken in; its bytes go."""
    held = _step(by, at, upload, version)
    if isinstance(held, Refused):
        return held
    _close(held, Upload.State.GIVEN_UP, by=by, at=at)
    append(
        events.GIVEN_UP,
        by=by,
        at=at,
        about=[held.source.ref, held.ref],
        payload={"source": held.source.key, "upload": held.public_id},
    )
    return held


@transaction.atomic
def end_upload(
    *, by: Actor, at: datetime, upload: Upload, batch: Batch | None = None, failure: str = ""
) -> Upload:
    """The file was taken in as `batch`, or could not be read, with the sentence that says why. Its bytes go."""
    with as_service("notifications"):
        held = Upload.objects.select_for_update(of=("self",)).select_related("source").get(pk=upload.pk)
        if held.state not in _OPEN:
            return held
        held.batch, held.failure = batch, failure[:300]
    _close(held, Upload.State.FAILED if failure else Upload.State.TAKEN, by=by, at=at)
    append(
        events.UPLOAD_ENDED,
        by=by,
        at=at,
        about=[held.source.ref, held.ref],
        payload={
            "source": held.source.key,
            "upload": held.public_id,
            "state": held.state,
            "batch": batch.public_id if batch else "",
        },
    )
    return held


def _step(by: Actor, at: datetime, upload: Upload, version: int) -> Upload | Refused:
    """The file, locked, if it still waits as the page showed it and is clean."""
    allowed: Verdict = may_send(by, upload.source)
    if allowed:
        with as_service("notifications"):
            held = (
                Upload.objects.select_for_update(of=("self",))
                .select_related("source__agency", "source__desk__hub")
                .get(pk=upload.pk)
            )
            state = StoredFile.objects.filter(public_id=held.file).values_list("state", flat=True).first()
        if held.state != Upload.State.MAPPING or held.version != version:
            allowed = Refused(
                "notifications:stale", _("The file has gone on meanwhile. Look at its page again.")
            )
        elif not held.source.in_force(at):
            allowed = Refused("notifications:not-in-force", _("This source is not agreed at this time."))
        elif state == StoredFile.State.INFECTED:
            allowed = Refused(
                "notifications:infected", _("A virus was found in the file. Nothing of it was read.")
            )
    return held if allowed else refuse(SEND, allowed, by=by, at=at, about=[upload.ref])


def _close(held: Upload, state: str, *, by: Actor, at: datetime) -> None:
    with as_service("notifications"):
        if held.file:
            purge(held.file, by=by, at=at, reason=state)
        held.state, held.file, held.finished_at = state, "", at
        held.version += 1
        held.save()


def scanned(upload: Upload) -> str:
    """The state of the stored file: quarantined, clean, unscanned or infected; "" once its bytes are gone."""
    with as_service("notifications"):
        found = StoredFile.objects.filter(public_id=upload.file).values_list("state", flat=True).first()
        return found or ""


@contextmanager
def file_of(upload: Upload) -> Iterator[Path]:
    """A handed over file in a place where it can be read, for the length of the block; the scanner comes first."""
    with as_service("notifications"):
        file = StoredFile.objects.get(public_id=upload.file)
    if file.state not in {StoredFile.State.CLEAN, StoredFile.State.UNSCANNED}:
        raise PermissionError(file.state)
    with tempfile.TemporaryDirectory(prefix="mash-notifications-") as folder:
        path = Path(folder) / "table"
        with path.open("wb") as spool:
            for piece in storage().get(file.storage_key):
                spool.write(piece)
        yield path

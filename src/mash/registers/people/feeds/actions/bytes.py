"""The bytes of a file that came in by a page: encrypted at rest until the import is over, then gone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from mash.foundation.adapters.storage import storage
from mash.foundation.files.actions import purge as purge_file
from mash.foundation.files.models import StoredFile
from mash.foundation.files.rules import shown_name
from mash.foundation.kernel import Actor
from mash.foundation.visibility import as_service
from mash.registers.people.feeds.models import Feed, Run

_TABLE: Final = "application/octet-stream"


@transaction.atomic
def keep_file(*, by: Actor, at: datetime, feed: Feed, name: str, chunks: Iterable[bytes]) -> StoredFile:
    """Keep a file for the worker, which scans and reads it. Raises StorageError where it cannot be kept."""
    stored = storage().put(chunks, max_bytes=settings.MASH_UPLOAD_MAX_BYTES)
    with as_service("feeds"):
        return StoredFile.objects.create(
            held_for_kind="feed",
            held_for_id=feed.public_id,
            name=shown_name(name),
            content_type=_TABLE,
            size=stored.size,
            sha256=stored.sha256,
            storage_key=stored.key,
            uploaded_by=str(by),
            uploaded_at=at,
        )


@contextmanager
def file_of(run: Run) -> Iterator[Path]:
    """A run's file in a place where it can be read, for the length of the block."""
    with as_service("feeds"):
        key = StoredFile.objects.values_list("storage_key", flat=True).get(public_id=run.file)
    with tempfile.TemporaryDirectory(prefix="mash-feed-") as folder:
        path = Path(folder) / "table"
        with path.open("wb") as file:
            for piece in storage().get(key):
                file.write(piece)
        yield path


@transaction.atomic
def drop_file(*, by: Actor, at: datetime, run: Run) -> None:
    """Delete the bytes of a run that is over."""
    with as_service("feeds"):
        purge_file(run.file, by=by, at=at, reason="imported")
        run.file = ""
        run.save(update_fields=["file"])

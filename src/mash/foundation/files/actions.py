"""The only code that writes files: receive, scan, move, purge, sweep."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import Final

from django.conf import settings
from django.db import transaction

from mash.foundation.adapters.antivirus import scanner
from mash.foundation.adapters.storage import StorageError, Stored, storage
from mash.foundation.files import events, rules
from mash.foundation.files.kinds import NotTakenError, identify
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Ref, Refused, public_id
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service

_IN_MEMORY: Final = 1_000_000
_CHUNK: Final = 64 * 1024
UNNAMED_FOR: Final = timedelta(days=1)


def receive(
    *, by: Actor, at: datetime, name: str, chunks: Iterable[bytes], held_for: Ref
) -> StoredFile | Refused:
    """Take one file in, into quarantine. Stops reading at the first byte beyond MASH_UPLOAD_MAX_BYTES.

    Refused with a sentence when it is empty, too large, of a kind that is not taken, or not what its name
    says; then nothing is kept. Raises StorageError or OSError when the bytes cannot be stored.
    """
    limit: int = settings.MASH_UPLOAD_MAX_BYTES
    shown = rules.shown_name(name)
    plain = rules.has_plain_name(shown)
    if isinstance(plain, Refused):
        return plain
    # A spool without a name: should the process die, the disk forgets it.
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                return rules.too_large(limit)
            spool.write(chunk)
        if not size:
            return rules.empty()
        try:
            kind = identify(spool)
        except NotTakenError as error:
            return rules.not_taken(error.code)
        fitting = rules.name_for(kind, shown)
        if fitting is None:
            return rules.mismatched()
        spool.seek(0)
        stored = storage().put(iter(lambda: spool.read(_CHUNK), b""), max_bytes=limit)
    return _record(stored, by=by, at=at, name=fitting, content_type=kind.content_type, held_for=held_for)


def _record(
    stored: Stored, *, by: Actor, at: datetime, name: str, content_type: str, held_for: Ref
) -> StoredFile:
    try:
        with transaction.atomic():
            file = StoredFile.objects.create(
                public_id=public_id(),
                held_for_kind=held_for.kind,
                held_for_id=held_for.id,
                name=name,
                content_type=content_type,
                size=stored.size,
                sha256=stored.sha256,
                storage_key=stored.key,
                uploaded_by=str(by),
                uploaded_at=at,
            )
            append(
                events.RECEIVED,
                by=by,
                at=at,
                about=(file.ref, held_for),
                payload={
                    "size": file.size,
                    "content_type": file.content_type.partition(";")[0],
                    "sha256": file.sha256,
                },
            )
    except BaseException:
        storage().delete(stored.key)
        raise
    return file


def keep(*, by: Actor, at: datetime, name: str, content_type: str, data: bytes, held_for: Ref) -> StoredFile:
    """Keep bytes that the system itself came by, whatever they are, in quarantine: no kind is asked for and no limit.

    For what must not be lost, such as a message that cannot be read. `data` is not empty. Raises StorageError or OSError
    when it cannot be stored.
    """
    stored = storage().put([data], max_bytes=len(data))
    return _record(stored, by=by, at=at, name=name, content_type=content_type, held_for=held_for)


def scan(file_id: str, *, by: Actor, at: datetime) -> StoredFile | Refused:
    """Have a file checked; quarantined becomes clean, infected, or unscanned where no scanner is set up.

    Refused with `files:scanner-unavailable` when the scanner does not answer: the file stays as it was, and
    trying again later is right. Raises StoredFile.DoesNotExist for a file that `by` does not see.
    """
    with transaction.atomic():
        file = StoredFile.objects.select_for_update().get(public_id=file_id)
        if file.state not in rules.SCANNABLE:
            return Refused("files:not-scannable", f"A file that is {file.state} is not scanned again.")
        checker = scanner()
        if not checker.configured:
            if file.state == StoredFile.State.QUARANTINED:
                _settle(file, state=StoredFile.State.UNSCANNED, signature="", by=by, at=at)
            return file
        try:
            verdict = checker.scan(storage().get(file.storage_key))
        except StorageError as error:
            return Refused("files:unreadable", str(error))
        if verdict.state == "unavailable":
            return Refused("files:scanner-unavailable", verdict.reason)
        file.scanned_at = at
        _settle(file, state=StoredFile.State(verdict.state), signature=verdict.signature, by=by, at=at)
        return file


def _settle(file: StoredFile, *, state: StoredFile.State, signature: str, by: Actor, at: datetime) -> None:
    file.state = state
    file.signature = signature[:200]
    file.save(update_fields=["state", "signature", "scanned_at"])
    append(
        events.SCANNED,
        by=by,
        at=at,
        about=(file.ref, file.held_for),
        payload={"state": str(state), "signature": file.signature},
    )


def move(*, by: Actor, at: datetime, held_for: Ref, to: Ref) -> int:
    """Give all files of one record to another, such as a draft's to what it became; returns how many."""
    with transaction.atomic():
        files = list(
            StoredFile.objects.select_for_update().filter(
                held_for_kind=held_for.kind, held_for_id=held_for.id
            )
        )
        for file in files:
            file.held_for_kind, file.held_for_id = to.kind, to.id
            file.save(update_fields=["held_for_kind", "held_for_id"])
            append(
                events.MOVED,
                by=by,
                at=at,
                about=(file.ref, held_for, to),
                payload={"from": str(held_for), "to": str(to)},
            )
    return len(files)


def open_for_download(
    file_id: str, *, by: Actor, at: datetime, purpose: str = "", accepts_unscanned: bool = False
) -> tuple[Iterator[bytes], dict[str, str]] | Refused:
    """The bytes in pieces and the headers to send with them, with the entry in the ledger made first.

    `accepts_unscanned` is for staff who read the warning and went on; the public never. The iterator reads
    storage and never the database, so that it may outlive the transaction. Raises StoredFile.DoesNotExist
    for a file that `by` does not see, and StorageError when its bytes are gone.
    """
    file = StoredFile.objects.get(public_id=file_id)
    verdict = rules.may_download(file.state, accepts_unscanned=accepts_unscanned)
    if isinstance(verdict, Refused):
        return verdict
    chunks = storage().get(file.storage_key)
    append(
        events.DOWNLOADED,
        by=by,
        at=at,
        about=(file.ref, file.held_for),
        purpose=purpose,
        payload={"state": file.state},
    )
    return chunks, rules.download_headers(name=file.name, content_type=file.content_type, size=file.size)


def purge(file_id: str, *, by: Actor, at: datetime, reason: str) -> StoredFile:
    """Delete a file's bytes and keep the fact that it was; `reason` is a code. Purging twice changes nothing.

    The bytes go after the commit, so that a transaction that is rolled back loses none.
    """
    with transaction.atomic():
        file = StoredFile.objects.select_for_update().get(public_id=file_id)
        if file.state != StoredFile.State.PURGED:
            file.state = StoredFile.State.PURGED
            file.purged_at, file.purged_by, file.purge_reason = at, str(by), reason
            file.save(update_fields=["state", "purged_at", "purged_by", "purge_reason"])
            append(events.PURGED, by=by, at=at, about=(file.ref, file.held_for), payload={"reason": reason})
        key = file.storage_key
        transaction.on_commit(lambda: storage().delete(key))
    return file


def sweep(*, by: Actor, at: datetime) -> int:
    """Delete bytes that no file names, such as those of a transaction that was rolled back; how many.

    Bytes younger than a day stay, for they may belong to an upload under way. A database that knows of no file at
    all is taken for the wrong one, and nothing is deleted.
    """
    with transaction.atomic(), as_service("worker"):
        if not StoredFile.objects.exists():
            return 0
        gone = 0
        for keys in batched(storage().older_than(at - UNNAMED_FOR), 500):
            named = StoredFile.objects.filter(storage_key__in=keys).exclude(state=StoredFile.State.PURGED)
            for key in set(keys) - set(named.values_list("storage_key", flat=True)):
                transaction.on_commit(partial(storage().delete, key))
                gone += 1
        if gone:
            append(events.SWEPT, by=by, at=at, about=(), payload={"count": gone})
    return gone

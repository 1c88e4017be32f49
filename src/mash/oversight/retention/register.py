"""What was disposed of, kept outside the database: a file from which a restored backup is put right.

A line is a disposal as the database holds it, and it names nobody. It ends in an HMAC-SHA-256 under a key of the
installation's, over the line and the one before it: a line that was changed, put in or taken out of the middle is found.
The file is written from the database, so that what a kill kept out comes with the next writing; nothing is ever taken out.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from mash.foundation.visibility import as_service
from mash.oversight.retention.models import Disposal

FIELDS: Final = (
    "ref", "reference", "klass", "authority", "keep_until", "proposed_by", "proposed_by_name", "proposed_by_user",
    "proposed_at", "decided_by", "decided_by_name", "decided_by_user", "decided_at", "due_at", "ended_at", "figures",
    "counts", "digest", "entry",
)  # fmt: skip
"""What a line says of a disposal; days and moments as ISO 8601."""

type Line = dict[str, Any]


class RegisterError(RuntimeError):
    """A line of the file is not the installation's own; the sentence says which."""


def path() -> Path:
    """Where the file is: in the state folder, beside the log's key, and in no backup of the database."""
    return Path(settings.MASH_STATE) / "disposals.log"


def keep() -> int:
    """Append what the database has disposed of and the file does not say yet; how many lines. In an acting transaction.

    Raises RegisterError where the file was changed: it is not written on then.
    """
    with as_service("retention"):
        done = Disposal.objects.filter(state="done").exclude(entry=None).order_by("ended_at", "pk")
        rows = list(done.values(*FIELDS))
    if not rows:
        return 0
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(path(), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(number, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known, last = set[str](), ""
        for said, mac in _read(file):
            known.add(said["ref"])
            last = mac
        fresh = [row for row in rows if row["ref"] not in known]
        for row in fresh:
            text = json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
            last = _mac(_secrets()[0], last, text)
            file.write(f"{last} {text}\n")
        file.flush()
        os.fsync(file.fileno())
    return len(fresh)


def lines(kept: Path | None = None) -> list[Line]:
    """Every disposal that the file tells of, or the copy `kept` of it, the first first; none where there is no file.

    Raises RegisterError, and OSError for a copy that cannot be read.
    """
    if kept is not None:
        with kept.open(encoding="utf-8") as file:
            return [said for said, _mac in _read(file)]
    try:
        with path().open(encoding="utf-8") as file:
            return [said for said, _mac in _read(file)]
    except FileNotFoundError:
        return []


def _read(file: Iterator[str]) -> Iterator[tuple[Line, str]]:
    last = ""
    for number, line in enumerate(file, 1):
        mac, _space, text = line.rstrip("\n").partition(" ")
        if not any(hmac.compare_digest(mac, _mac(secret, last, text)) for secret in _secrets()):
            raise RegisterError(
                f"Line {number} of {path()} is not as it was written, or one before it is missing. Put the copy back "
                "that is kept elsewhere; with other keys than those it was written with nothing can be told."
            )
        yield json.loads(text), mac
        last = mac


def _secrets() -> list[str]:
    return [settings.MASH_FILE_KEY, *settings.MASH_FILE_OLD_KEYS]


def _mac(secret: str, before: str, text: str) -> str:
    key = hmac.new(secret.encode(), b"mash disposals 1", hashlib.sha256).digest()
    return hmac.new(key, f"{before} {text}".encode(), hashlib.sha256).hexdigest()

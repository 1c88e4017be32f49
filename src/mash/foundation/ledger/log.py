"""Append to the log, in the transaction that does the thing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime

from django.db import connection

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger.events import REFUSED, Event

_refusals: ContextVar[list[tuple[str, Actor, datetime, tuple[Ref, ...], str]] | None] = ContextVar(
    "mash_refusals", default=None
)


def append(
    event: Event,
    *,
    by: Actor,
    at: datetime,
    about: Iterable[Ref],
    purpose: str = "",
    payload: Mapping[str, object] | None = None,
) -> int:
    """Append one entry naming all of `about`, in the acting transaction; returns its number.

    `payload` holds codes, numbers and references, never names or free text, under keys that the event declares.
    Raises ValueError for a key that it does not.
    """
    unknown = set(payload or {}) - event.keys
    if unknown:
        raise ValueError(f"{event.name} does not declare {sorted(unknown)}")
    refs = sorted(set(about))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash.append(%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)",
            [
                event.name,
                str(by),
                by.name,
                ":".join(filter(None, (by.role, by.desk or by.hub or by.agency))),
                at,
                purpose,
                json.dumps(dict(payload or {})),
                [ref.kind for ref in refs],
                [ref.id for ref in refs],
            ],
        )
        return int(cursor.fetchone()[0])


def refuse(action: str, refused: Refused, *, by: Actor, at: datetime, about: Iterable[Ref] = ()) -> Refused:
    """Record a refusal, to be committed on its own whatever becomes of this transaction; returns `refused`."""
    waiting = _refusals.get()
    if waiting is None:
        waiting = []
        _refusals.set(waiting)
    waiting.append((action, by, at, tuple(about), refused.code))
    return refused


def flush_refusals() -> None:
    """Append what `refuse` gathered. The entry point calls it inside a transaction of its own."""
    waiting = _refusals.get() or []
    _refusals.set(None)
    for action, by, at, about, code in waiting:
        append(REFUSED, by=by, at=at, about=about, payload={"action": action, "code": code})


def has_refusals() -> bool:
    return bool(_refusals.get())

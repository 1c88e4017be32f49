"""Append to the log, in the transaction that does the thing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger.events import REFUSED, Event


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was refused and is to be kept."""

    action: str
    code: str
    by: Actor
    at: datetime
    about: tuple[Ref, ...]


_refusals: ContextVar[list[Refusal] | None] = ContextVar("mash_refusals", default=None)


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
    Raises ValueError for a key that it does not, and for a value of another type.
    """
    said = _arguments(event, by=by, at=at, about=about, purpose=purpose, payload=payload or {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.append(%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)", said)
        return int(cursor.fetchone()[0])


class Happened(NamedTuple):
    """One entry of several: its event, what it names, its payload."""

    event: Event
    about: Sequence[Ref]
    payload: Mapping[str, object]


def append_all(entries: Iterable[Happened], *, by: Actor, at: datetime) -> None:
    """Append several entries of one actor and time, in this order and in one statement. Raises ValueError as `append`."""
    rows = [
        _arguments(one.event, by=by, at=at, about=one.about, purpose="", payload=one.payload)
        for one in entries
    ]
    if not rows:
        return
    row = "(%s, %s, %s, %s, %s::timestamptz, %s, %s::jsonb, %s::text[], %s::text[])"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash.append(e, actor, name, role, at, purpose, payload, kinds, refs)"  # noqa: S608 - placeholders only
            f" FROM (VALUES {', '.join([row] * len(rows))})"
            " AS said(e, actor, name, role, at, purpose, payload, kinds, refs)",
            [value for said in rows for value in said],
        )


def _arguments(
    event: Event,
    *,
    by: Actor,
    at: datetime,
    about: Iterable[Ref],
    purpose: str,
    payload: Mapping[str, object],
) -> list[Any]:
    faults = event.faults(payload)
    if faults:
        raise ValueError(f"{event.name} does not declare {faults} so")
    refs = sorted(set(about))
    return [
        event.name,
        str(by),
        by.name,
        ":".join(filter(None, (by.role, by.desk or by.hub or by.agency))),
        at,
        purpose,
        json.dumps(dict(payload)),
        [ref.kind for ref in refs],
        [ref.id for ref in refs],
    ]


def append_apart(
    event: Event,
    *,
    by: Actor,
    at: datetime,
    about: Iterable[Ref],
    payload: Mapping[str, object] | None = None,
) -> None:
    """For whoever reads entries of every kind: what names sealed material goes into an entry of its own, for the cleared."""
    named = set(about)
    sealed = {one for one in named if one.kind == "sealed"}
    if sealed:
        append(event, by=by, at=at, about=sealed, payload=payload)
    if named - sealed or not sealed:
        append(event, by=by, at=at, about=named - sealed, payload=payload)


def refuse(action: str, refused: Refused, *, by: Actor, at: datetime, about: Iterable[Ref] = ()) -> Refused:
    """Record a refusal, to be committed on its own whatever becomes of this transaction; returns `refused`.

    `visibility.acting` gathers it and commits it after its transaction.
    """
    waiting = _refusals.get()
    if waiting is not None:
        waiting.append(Refusal(action, refused.code, by, at, tuple(about)))
    return refused


@contextmanager
def gathering() -> Iterator[list[Refusal]]:
    """The list in which `refuse` leaves refusals during the block."""
    waiting: list[Refusal] = []
    token = _refusals.set(waiting)
    try:
        yield waiting
    finally:
        _refusals.reset(token)


def append_refusal(refusal: Refusal) -> int:
    """Append one gathered refusal, in a transaction in which its own actor acts."""
    return append(
        REFUSED,
        by=refusal.by,
        at=refusal.at,
        about=refusal.about,
        payload={"action": refusal.action, "code": refusal.code},
    )

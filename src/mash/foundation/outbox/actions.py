"""Publish an event or queue a message in the transaction under way; a job delivers it after the commit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import connection

# The worker registers how a job is enqueued (procrastinate, in the same transaction).
_enqueue: dict[str, Callable[[Sequence[int]], object]] = {}


def deliver_with(kind: str, enqueue: Callable[[Sequence[int]], object]) -> None:
    """Register what enqueues the delivery of each "event" or "message" by their numbers."""
    _enqueue[kind] = enqueue


def publish(name: str, *, at: datetime, **ids: str) -> int:
    """Publish an event; `ids` are public ids only. Returns its number."""
    return publish_all(name, at=at, ids=[ids])[0]


def publish_all(name: str, *, at: datetime, ids: Sequence[Mapping[str, str]]) -> list[int]:
    """Publish one event of a kind for each of `ids`, in this order. Returns their numbers."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash.publish(%s, %s, said::jsonb) FROM unnest(%s::text[]) AS said",
            [name, at, [json.dumps(dict(one)) for one in ids]],
        )
        numbers = [int(number) for (number,) in cursor.fetchall()]
    if "event" in _enqueue:
        _enqueue["event"](numbers)
    return numbers


def queue_message(
    *,
    to: str,
    channel: str,
    template: str,
    reference: str,
    at: datetime,
    code: str = "",
    link: str = "",
    language: str = "en-gb",
) -> int:
    """Queue one message. `template` is one of the closed set in `adapters`; nothing here can carry a name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mash.queue_message(%s, %s, %s, %s, %s, %s, %s, %s)",
            [to, channel, template, language, reference, code, link, at],
        )
        number = int(cursor.fetchone()[0])
    if "message" in _enqueue:
        _enqueue["message"]([number])
    return number

"""Publish an event or queue a message in the transaction under way; a job delivers it after the commit."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from django.db import connection

# The worker registers how a job is enqueued (procrastinate, in the same transaction).
_enqueue: dict[str, Callable[[int], object]] = {}


def deliver_with(kind: str, enqueue: Callable[[int], object]) -> None:
    """Register what enqueues the delivery of an "event" or a "message" by its number."""
    _enqueue[kind] = enqueue


def publish(name: str, *, at: datetime, **ids: str) -> int:
    """Publish an event; `ids` are public ids only. Returns its number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.publish(%s, %s, %s::jsonb)", [name, at, json.dumps(ids)])
        number = int(cursor.fetchone()[0])
    if "event" in _enqueue:
        _enqueue["event"](number)
    return number


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
        _enqueue["message"](number)
    return number

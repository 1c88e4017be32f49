"""What the past sent: receipts of months ago are not sent again, and their events are handled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import deliver_with
from mash.foundation.outbox.models import Event, Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.events import SENT

_messages: list[int] = []
_events: list[int] = []


def keep_back() -> None:
    """From here on this process gathers what actions queue, instead of handing it to the worker."""
    deliver_with("message", _messages.append)
    deliver_with("event", _events.append)


@contextmanager
def settled(*, at: datetime, send: bool) -> Iterator[None]:
    """One transaction; what it queued counts as sent and handled at `at`.

    With `send` the messages stay for the worker's sweep, which delivers them.
    """
    _messages.clear()
    _events.clear()
    worker = Actor.service("worker")
    with transaction.atomic():
        yield
        with acting(worker, at):
            Event.objects.filter(pk__in=_events).update(handled_at=at)
            if not send:
                _count_as_sent(at, worker)


def _count_as_sent(at: datetime, worker: Actor) -> None:
    """As the worker notes it: no message leaves without its entry."""
    for message in Message.objects.filter(pk__in=_messages).order_by("pk"):
        append(
            SENT,
            by=worker,
            at=at,
            about=[Ref("message", str(message.pk))],
            payload={"message": message.pk, "template": message.template, "attempts": 1},
        )
    Message.objects.filter(pk__in=_messages).update(sent_at=at, attempts=1, code="")

"""What the past sent: receipts of months ago are not sent again, and their events are handled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from mash.foundation.adapters.messages import Receipt
from mash.foundation.outbox.actions import deliver_with
from mash.foundation.outbox.models import Event, Message
from mash.foundation.visibility import acting
from mash.interfaces.worker.delivery import WORKER, note

_messages: list[int] = []
_events: list[int] = []


def keep_back() -> None:
    """From here on this process gathers what actions queue, instead of handing it to the worker."""
    deliver_with("message", _messages.extend)
    deliver_with("event", _events.extend)


@contextmanager
def settled(*, at: datetime, send: bool) -> Iterator[None]:
    """One transaction; what it queued counts as sent and handled at `at`.

    With `send` the messages stay for the worker's sweep, which delivers them.
    """
    _messages.clear()
    _events.clear()
    with transaction.atomic():
        yield
        with acting(WORKER, at):
            Event.objects.filter(pk__in=_events).update(handled_at=at)
            for message in () if send else Message.objects.filter(pk__in=_messages).order_by("pk"):
                note(message, Receipt(accepted=True, provider="demo"), again=False, at=at)

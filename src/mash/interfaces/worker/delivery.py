"""Messages and events leave the outbox: each once, as far as a provider that fails half-way allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Final

from django.conf import settings
from django.db.models import F

from mash.foundation.adapters.mail import send as send_by_setting
from mash.foundation.adapters.messages import Language, Receipt, Template
from mash.foundation.adapters.messages import Message as Letter
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.outbox.models import Event, Message
from mash.foundation.visibility import acting
from mash.interfaces.worker import events
from mash.interfaces.worker.consumers import Happened, consumers_of
from mash.registers.people.finding.links import IndexAwayError

WORKER: Final = Actor.service("worker")
MOST_ATTEMPTS: Final = 10
STALE: Final = timedelta(days=3)
"""A message older than this is not sent any more: a receipt that late would only alarm."""
GRACE: Final = timedelta(minutes=2)
"""How long a message's own job has before the sweep takes it up."""
BATCH: Final = 200
TOGETHER: Final = 25
"""Events of one transaction: a commit costs more than most of them, and nobody waits long for one that is held."""


class TryAgainError(Exception):
    """The provider may take it later."""


def deliver(number: int, *, at: datetime, send: Callable[[Letter], Receipt] = send_by_setting) -> bool:
    """Send one message and blank its code and link; False when it was sent, given up or is being sent elsewhere.

    Raises TryAgainError after noting the attempt when trying again may help.
    """
    with acting(WORKER, at):
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(pk=number, sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS)
            .first()
        )
        if message is None:
            return False
        if at - message.created_at > STALE:
            receipt = Receipt(accepted=False, provider="", reason="Too old to be sent.")
        else:
            receipt = _sent(message, send)
        again = receipt.retry and message.attempts + 1 < MOST_ATTEMPTS
        note(message, receipt, again=again, at=at)
    if again:
        raise TryAgainError(receipt.reason)
    return receipt.accepted


def _sent(message: Message, send: Callable[[Letter], Receipt]) -> Receipt:
    try:
        letter = Letter(
            to=message.to,
            template=Template(message.template),
            reference=message.reference,
            link=f"{settings.MASH_BASE_URL}{message.link}",
            code=message.code or None,
            language=Language(message.language),
        )
    except ValueError as error:
        return Receipt(accepted=False, provider="", reason=str(error))
    return send(letter)


def note(message: Message, receipt: Receipt, *, again: bool, at: datetime) -> None:
    """Keep what became of an attempt, with its entry in the ledger unless it is made again; the worker acts."""
    message.attempts = message.attempts + 1 if receipt.accepted or again else MOST_ATTEMPTS
    message.failure = "" if receipt.accepted else receipt.reason[:200]
    if receipt.accepted:
        message.sent_at = at
    if not again:
        message.code = message.link = ""
        append(
            events.SENT if receipt.accepted else events.GIVEN_UP,
            by=WORKER,
            at=at,
            about=[Ref("message", str(message.pk))],
            payload={"message": message.pk, "template": message.template, "attempts": message.attempts},
        )
    message.save(update_fields=["attempts", "failure", "sent_at", "code", "link"])


def waiting(*, at: datetime) -> list[int]:
    """Messages that their own job should have sent by now, oldest first."""
    with acting(WORKER, at):
        found = Message.objects.filter(
            sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS, created_at__lt=at - GRACE
        )
        return list(found.order_by("pk").values_list("pk", flat=True)[:BATCH])


def handle(number: int, *, at: datetime) -> bool:
    """Give one event to its consumers, all in one transaction; False when it was handled already."""
    return bool(_together([number], at=at))


def _together(numbers: Sequence[int], *, at: datetime) -> int:
    with acting(WORKER, at):
        events = list(
            Event.objects.select_for_update(skip_locked=True)
            .filter(pk__in=numbers, handled_at__isnull=True)
            .order_by("pk")
        )
        for name in dict.fromkeys(event.name for event in events):
            happened = [Happened(event.ids, event.at) for event in events if event.name == name]
            for consumer in consumers_of(name):
                consumer(happened)
        Event.objects.filter(pk__in=[event.pk for event in events]).update(handled_at=at)
    return len(events)


def handle_all(numbers: Iterable[int], *, at: datetime) -> None:
    """Give several events to their consumers, some in a transaction; where one of these fails, each in one of its own.

    What a consumer raises about one is raised once the others are handled; while the index is away all of them wait.
    """
    failed: Exception | None = None
    for some in batched(numbers, TOGETHER):
        try:
            _together(some, at=at)
        except IndexAwayError:
            raise
        except Exception:  # noqa: BLE001 - met again below
            failed = _each(some, at=at) or failed
    if failed is not None:
        raise failed


def _each(numbers: Iterable[int], *, at: datetime) -> Exception | None:
    failed: Exception | None = None
    for number in numbers:
        try:
            handle(number, at=at)
        except IndexAwayError:
            raise
        except Exception as error:  # noqa: BLE001 - raised by the caller
            failed = error
    return failed


def unhandled(*, at: datetime) -> list[int]:
    """Events that somebody still has to hear of, oldest first; those that nobody consumes are marked at once."""
    with acting(WORKER, at):
        open_events = Event.objects.filter(handled_at__isnull=True)
        for name in set(open_events.order_by().values_list("name", flat=True).distinct()):
            if not consumers_of(name):
                open_events.filter(name=name).update(handled_at=F("at"))
        return list(open_events.order_by("pk").values_list("pk", flat=True)[:BATCH])

"""The actor in the transaction: the only way to see a row of a policed table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction

from mash.foundation.kernel import Actor
from mash.foundation.ledger import log

_current: ContextVar[tuple[Actor, datetime] | None] = ContextVar("mash_acting", default=None)


class NoActorError(RuntimeError):
    """Something asked who acts outside `acting`."""


def current() -> tuple[Actor, datetime]:
    """The actor and time of this transaction. Raises NoActorError outside one."""
    found = _current.get()
    if found is None:
        raise NoActorError("No actor: wrap the work in mash.foundation.visibility.acting().")
    return found


def _begin(actor: Actor, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.begin(%s, %s)", [str(actor), at])


def _answering(request: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mash.request', %s, true)", [request])


@contextmanager
def acting(actor: Actor, at: datetime, *, request: str = "") -> Iterator[None]:
    """One transaction in which the database knows `actor` and `at`; both are gone when it ends.

    What was refused in it is committed afterwards on its own, whatever became of it. `request` is the number of the
    request that is answered: entries of the ledger bear it.
    """
    with log.gathering() as refusals:
        try:
            with transaction.atomic():
                token = _current.set((actor, at))
                try:
                    _begin(actor, at)
                    if request:
                        _answering(request)
                    yield
                finally:
                    _current.reset(token)
        finally:
            for refusal in refusals:
                with transaction.atomic():
                    _begin(refusal.by, refusal.at)
                    if request:
                        _answering(request)
                    log.append_refusal(refusal)


def become(actor: Actor, at: datetime | None = None) -> None:
    """From here on the transaction under way is `actor`'s: an entry point has found out who is asking.

    `at` is for whoever plays several people's work, each step at its own time, in one transaction.
    """
    at = at or current()[1]
    _current.set((actor, at))
    _begin(actor, at)


@contextmanager
def as_service(name: str) -> Iterator[Actor]:
    """Do a narrow part of the work as the named service, inside the transaction under way, then return.

    What a service may touch is written in the policies; what it does still names the person as `by`.
    """
    actor, at = current()
    service = Actor.service(name)
    token = _current.set((service, at))
    _begin(service, at)
    try:
        yield service
    finally:
        _current.reset(token)
        if not connection.needs_rollback:
            _begin(actor, at)

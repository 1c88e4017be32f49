"""Small registers held in memory by each process, and dropped when their rows change.

A transaction asks once, in one query for all registers, whether what the process holds is still current.
"""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING

from django.db import connection

from .models import RegisterVersion

if TYPE_CHECKING:
    from collections.abc import Callable


class _Seen(threading.local):
    """The tokens read in this thread's transaction, and the mark by which that transaction is known."""

    mark: object = None
    tokens: dict[str, uuid.UUID] | None = None


_seen = _Seen()


def _tokens() -> dict[str, uuid.UUID]:
    # Django replaces this list whenever a transaction (or a savepoint) ends, so that the list itself marks
    # one; outside a transaction nothing is remembered.
    mark = connection.run_on_commit if connection.in_atomic_block else None
    if mark is not None and _seen.mark is mark and _seen.tokens is not None:
        return _seen.tokens
    tokens = dict(RegisterVersion.objects.values_list("name", "token"))
    _seen.mark, _seen.tokens = mark, tokens
    return tokens


def touch(name: str) -> None:
    """Say that a register's rows have changed. Call it in the transaction that changes them."""
    RegisterVersion.objects.update_or_create(name=name, defaults={"token": uuid.uuid4()})
    _seen.mark = _seen.tokens = None


class Held[T]:
    """What `load` gives, loaded again when the register `name` has been touched since."""

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self._name = name
        self._load = load
        self._held: tuple[uuid.UUID | None, T] | None = None

    def get(self) -> T:
        # The token is read before the rows: rows newer than their token are loaded once more, never kept.
        token = _tokens().get(self._name)
        held = self._held
        if held is None or token is None or held[0] != token:
            held = self._held = (token, self._load())
        return held[1]

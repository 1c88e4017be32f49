"""Who wants to know of which event. A consumer runs in the worker, as the service `worker`, once it is committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: its public ids and its time."""

    ids: Mapping[str, str]
    at: datetime


Consumer = Callable[[Sequence[Happened]], None]
"""Called with some events of one name, oldest first, in a transaction with the mark that they were handled."""

_consumers: dict[str, list[Consumer]] = {}


def consume(event: str) -> Callable[[Consumer], Consumer]:
    """Register a consumer of an event by its name, such as `sharing:request:sent`."""

    def register(consumer: Consumer) -> Consumer:
        _consumers.setdefault(event, []).append(consumer)
        return consumer

    return register


def consumers_of(event: str) -> tuple[Consumer, ...]:
    return tuple(_consumers.get(event, ()))


def any_consumer() -> bool:
    return bool(_consumers)

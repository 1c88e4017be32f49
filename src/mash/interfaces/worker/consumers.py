"""Who wants to know of which event. A consumer runs in the worker, as the service `worker`, once it is committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

Consumer = Callable[[Mapping[str, str], datetime], None]
"""Called with the event's public ids and its time, in a transaction with the mark that it was handled."""

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

"""Kinds of event. Each package declares its own in its events.py; an undeclared kind cannot be appended."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GRAMMAR = re.compile(r"^[a-z]+:[a-z-]+:[a-z-]+$")
_declared: dict[str, Event] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is `package:noun:verb`; `sentence` presents an entry, with {actor} and the payload's keys."""

    name: str
    sentence: str
    keys: frozenset[str] = frozenset()


def declare(name: str, sentence: str, *keys: str) -> Event:
    """Declare an event kind and the keys that its payload may have. Raises ValueError for a wrong name."""
    if not _GRAMMAR.match(name):
        raise ValueError(f"{name!r} is not package:noun:verb")
    if name in _declared and _declared[name].sentence != sentence:
        raise ValueError(f"{name!r} is declared twice")
    return _declared.setdefault(name, Event(name, sentence, frozenset(keys)))


def declared() -> dict[str, Event]:
    return dict(_declared)


REFUSED = declare("ledger:action:refused", "{actor} was refused ({code})", "action", "code")
LOG_VIEWED = declare(
    "ledger:log:viewed", "{actor} read {shown} entries of the log ({how})", "shown", "how", "entry"
)

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
KEY_STARTED = declare(
    "ledger:key:started", "The log signs with the key {vkey} from {size} leaves on", "vkey", "size"
)
KEY_CHANGED = declare(
    "ledger:key:changed",
    "The log signs with the key {vkey} from {size} leaves on, after {before} (lost: {lost})",
    "vkey",
    "size",
    "before",
    "lost",
)
RESTORED = declare(
    "ledger:log:restored",
    "The log goes on from a backup with {kept} leaves: of {size} that {origin} had, the others are lost",
    "origin",
    "size",
    "root",
    "kept",
)
ERASED = declare(
    "ledger:entry:erased",
    "{actor} erased what entry {entry} (leaf {leaf}) said ({ground})",
    "entry",
    "leaf",
    "ground",
)
FINDING_OPENED = declare(
    "ledger:finding:opened",
    "A check of the log found something: {kind} (finding {finding})",
    "kind",
    "finding",
)
FINDING_ENDED = declare(
    "ledger:finding:ended", "A check of the log no longer finds {kind} (finding {finding})", "kind", "finding"
)
FINDING_TAKEN = declare(
    "ledger:finding:taken", "{actor} looks into finding {finding} ({kind})", "kind", "finding"
)
FINDING_EXPLAINED = declare(
    "ledger:finding:explained", "{actor} explained finding {finding} ({kind})", "kind", "finding"
)
STANDING_VIEWED = declare("ledger:standing:viewed", "{actor} saw where the log stands", "size")
EXPORTED = declare(
    "ledger:log:exported",
    "{actor} exported the log: {size} leaves, {shown} entries in words",
    "size",
    "shown",
)
PROVED = declare("ledger:entry:proved", "{actor} made a proof of entry {entry} for an outsider", "entry")

"""Kinds of event. Each package declares its own in its events.py; an undeclared kind cannot be appended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mash.foundation.ledger.payload import Key, answer, code, number

_GRAMMAR = re.compile(r"^[a-z]+:[a-z-]+:[a-z-]+$")
_declared: dict[str, Event] = {}

Recipient = Literal["", "agency", "hub", "referrer", "family", "system"]
"""With whom an entry of a kind shares what its records hold.

"": nothing beyond those who work on the case. "agency": the agency that its payload names. "hub": the hub, told by the
actor. "referrer": whoever raised the concern. "family": the family
or the adult whom it is about. "system": whoever holds the API token that is the actor; the same kind by
a person in the hub's own pages is no share.
"""


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is `package:noun:verb`; `sentence` presents an entry, with {actor} and the payload's keys."""

    name: str
    sentence: str
    keys: Mapping[str, Key] = field(default_factory=dict)
    shares: Recipient = ""

    def faults(self, payload: Mapping[str, object]) -> list[str]:
        """The keys that are not declared, or whose values are not of the declared type."""
        return sorted(
            name
            for name, value in payload.items()
            if name not in self.keys or not self.keys[name].fits(value)
        )


def declare(name: str, sentence: str, *keys: Key, shares: Recipient = "") -> Event:
    """Declare an event kind, the keys and types that its payload may have, and with whom it shares what its records hold.

    Raises ValueError for a wrong name.
    """
    if not _GRAMMAR.match(name):
        raise ValueError(f"{name!r} is not package:noun:verb")
    if name in _declared and _declared[name].sentence != sentence:
        raise ValueError(f"{name!r} is declared twice")
    return _declared.setdefault(name, Event(name, sentence, {key.name: key for key in keys}, shares))


def declared() -> dict[str, Event]:
    return dict(_declared)


def shares() -> list[str]:
    """The kinds that share something, whoever does it."""
    return [one.name for one in _declared.values() if one.shares not in {"", "system"}]


def shared_by_tokens() -> list[str]:
    """The kinds that share something where an API token does it."""
    return [one.name for one in _declared.values() if one.shares == "system"]


REFUSED = declare("ledger:action:refused", "{actor} was refused ({code})", code("action"), code("code"))
LOG_VIEWED = declare(
    "ledger:log:viewed",
    "{actor} read {shown} entries of the log ({how})",
    number("shown"),
    code("how"),
    number("entry"),
)
KEY_STARTED = declare(
    "ledger:key:started",
    "The log signs with the key {vkey} from {size} leaves on",
    code("vkey"),
    number("size"),
)
KEY_CHANGED = declare(
    "ledger:key:changed",
    "The log signs with the key {vkey} from {size} leaves on, after {before} (lost: {lost})",
    code("vkey"),
    number("size"),
    code("before"),
    answer("lost"),
)
RESTORED = declare(
    "ledger:log:restored",
    "The log goes on from a backup with {kept} leaves: of {size} that {origin} had, the others are lost",
    code("origin"),
    number("size"),
    code("root"),
    number("kept"),
)
ERASED = declare(
    "ledger:entry:erased",
    "{actor} erased what entry {entry} (leaf {leaf}) said ({ground})",
    number("entry"),
    number("leaf"),
    code("ground"),
)
FINDING_OPENED = declare(
    "ledger:finding:opened",
    "A check of the log found something: {kind} (finding {finding})",
    code("kind"),
    number("finding"),
)
FINDING_ENDED = declare(
    "ledger:finding:ended",
    "A check of the log no longer finds {kind} (finding {finding})",
    code("kind"),
    number("finding"),
)
FINDING_TAKEN = declare(
    "ledger:finding:taken", "{actor} looks into finding {finding} ({kind})", code("kind"), number("finding")
)
FINDING_EXPLAINED = declare(
    "ledger:finding:explained",
    "{actor} explained finding {finding} ({kind})",
    code("kind"),
    number("finding"),
)
SHARES_VIEWED = declare(
    "ledger:shares:viewed",
    "{actor} read what was shared: {shown} entries ({how})",
    number("shown"),
    code("how"),
)
STANDING_VIEWED = declare("ledger:standing:viewed", "{actor} saw where the log stands", number("size"))
EXPORTED = declare(
    "ledger:log:exported",
    "{actor} exported the log: {size} leaves, {shown} entries in words",
    number("size"),
    number("shown"),
)
PROVED = declare(
    "ledger:entry:proved", "{actor} made a proof of entry {entry} for an outsider", number("entry")
)

"""What an entry's leaf is made of: one canonical JSON text of all that the entry says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

COLUMNS: Final = (
    "id", "at", "recorded", "actor", "actor_name", "actor_role", "event", "purpose", "payload", "request", "visible_to",
)  # fmt: skip
"""The columns of `ledger_entry` that a body is made of, in the order in which `Said` takes them."""


@dataclass(frozen=True, slots=True)
class Said:
    """One entry as it stands in the database, and the records that it names as `kind:ref`."""

    number: int
    at: datetime
    recorded: datetime
    actor: str
    name: str
    role: str
    event: str
    purpose: str
    payload: Any
    request: str
    seen_by: list[int]

    def body(self, about: Iterable[str]) -> bytes:
        """Canonical JSON: keys sorted, no spaces, UTF-8, times in UTC with microseconds, `about` sorted."""
        return json.dumps(
            {
                "about": sorted(about),
                "actor": self.actor,
                "at": _written(self.at),
                "event": self.event,
                "name": self.name,
                "number": self.number,
                "payload": self.payload,
                "purpose": self.purpose,
                "recorded": _written(self.recorded),
                "request": self.request,
                "role": self.role,
                "seen_by": sorted(self.seen_by),
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

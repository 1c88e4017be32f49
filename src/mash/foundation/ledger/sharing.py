"""What was ever shared about a record: with whom, when, for which purpose; by the log alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from mash.foundation.ledger.events import declared
from mash.foundation.ledger.models import Mention
from mash.foundation.ledger.queries import Line, Page, search
from mash.foundation.ledger.searching import Wanted

PAGE: Final = 200
MOST_REQUESTS: Final = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Recipient:
    """With whom: `kind` as the event declares it, `key` the agency's key, the class of referrer or the token's name."""

    kind: str
    key: str


def shared(ref: str, kind: str = "", *, before: int | None = None, limit: int = PAGE) -> Page:
    """One page of the entries by which something was shared about what is called `ref`, the latest first.

    What became of a request that named a person (seen, answered) is about the person too.
    """
    wanted = Wanted(ref=ref, kind=kind, shares=True)
    if kind in {"", "person"}:
        naming = Mention.objects.filter(kind="person", ref=ref).values("entry")
        requests = Mention.objects.filter(kind="request", entry__in=naming).values_list("ref", flat=True)
        wanted = replace(wanted, also=tuple(requests.distinct()[:MOST_REQUESTS]))
    return search(wanted, before=before, limit=limit)


def recipient(line: Line) -> Recipient:
    """With whom this entry shared."""
    entry = line.entry
    event = declared().get(entry.event)
    kind = event.shares if event else ""
    key = {
        "agency": str(entry.payload.get("agency", "")),
        "referrer": str(entry.payload.get("klass", "")),
        "system": entry.actor_name or entry.actor,
    }.get(kind, "")
    return Recipient(kind, key)


def by_recipient(lines: Iterable[Line]) -> dict[Recipient, list[Line]]:
    """The lines of each recipient, in their order; those with the latest first."""
    found: dict[Recipient, list[Line]] = {}
    for line in lines:
        found.setdefault(recipient(line), []).append(line)
    return found

"""That other hubs know a person: the hub and its telephone, and nothing of what they know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One matter of another hub with this person in it; `ref` is for the ledger and is not shown."""

    person: int
    ref: str
    hub: str
    phone: str


def elsewhere(people: Iterable[int]) -> list[Elsewhere]:
    """The matters of other hubs in which these persons are, by the persons' numbers; one query."""
    wanted = list(people)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, ref, hub, phone FROM mash.known_elsewhere(%s) ORDER BY hub", [wanted]
        )
        return [Elsewhere(*row) for row in cursor.fetchall()]

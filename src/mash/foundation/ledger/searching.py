"""Which entries are wanted: found by an index, whatever they are wanted by, in the order in which they are shown.

The policies let no comparison go before them that could tell what is hidden, so part of a name or purpose cannot be
looked up among the entries. It is looked up among the terms, which are few, and whole values among the entries.
"""

# ruff: noqa: S608 - statements are made of this module's own words; what somebody typed is always a parameter

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from mash.foundation.ledger.events import declared, shared_by_tokens, shares
from mash.foundation.ledger.models import Term

FEW: Final = 10_000
"""As many entries are fetched and sorted in the time of a page; of more, the latest are soon met from the top."""

MOST_VALUES: Final = 500
"""Of more values than these the latest are soon met from the top too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; "" and None leave a part open. `since` is included, `until` is not.

    `actor_name` and `purpose` may be parts, in any case; `agency` is the key of the agency, hub or desk that the actor
    acted for; `event` is one kind or, ending in a colon, all that begin so; `shares` wants only what was shared. `also` are references that may be named in `ref`'s place.
    """

    ref: str = ""
    kind: str = ""
    actor_name: str = ""
    agency: str = ""
    event: str = ""
    purpose: str = ""
    since: datetime | None = None
    until: datetime | None = None
    shares: bool = False
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class _Query:
    """Conditions on the entry `e`, and the lists by which an index finds it: column, whole values."""

    where: list[str] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **said: Any) -> None:
        self.where.append(condition)
        self.said |= said

    def condition(self, but: str = "") -> str:
        """All of them, without the list of one column. Only purposes that are not empty have an index."""
        lists = [_is_one_of(column) for column in self.lists if column != but]
        said = ["e.purpose <> ''"] if "purpose" in self.lists else []
        return " AND ".join([*self.where, *lists, *said]) or "true"


def numbers(wanted: Wanted, *, before: int | None, limit: int) -> list[int]:
    """The numbers of up to `limit` entries that the asker sees, the latest first, of those that follow `before`."""
    query = _Query(said={"limit": limit})
    if not _understand(query, wanted) or not _from(query, before):
        return []
    if wanted.ref:
        named = "m.ref = ANY(%(refs)s)" + (" AND m.kind = ANY(%(kinds)s)" if wanted.kind else "")
        query.add(
            f"EXISTS (SELECT FROM ledger_mention m WHERE m.entry_id = e.id AND {named})",
            refs=[wanted.ref, *wanted.also],
            kinds=[wanted.kind, *({"request"} if wanted.also else ())],
        )
        naming = _rows(f"SELECT m.entry_id FROM ledger_mention m WHERE {named} LIMIT {FEW + 1}", query)
        if len(naming) <= FEW:
            query.where[-1] = "e.id = ANY(%(naming)s)"
            query.said["naming"] = naming
            return _rows(f"SELECT e.id FROM ledger_entry e WHERE {query.condition()} {_LATEST}", query)
    return _walk(query)


_LATEST: Final = "ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s"


def _walk(query: _Query) -> list[int]:
    """From the top of an index: of the column with the fewest entries, or of all entries."""
    short = [column for column, values in query.lists.items() if len(values) <= MOST_VALUES]
    column = min(short, key=lambda one: _estimated(one, query), default=None)
    if column is None:
        return _rows(f"SELECT e.id FROM ledger_entry e WHERE {query.condition()} {_LATEST}", query)
    # The latest of each value, then the latest of these: what was rare or long ago costs no more. To say again that the
    # value is one of the list would make the planner expect next to none, and sort all of them.
    return _rows(
        f"SELECT e.id FROM unnest(%({column})s::text[]) AS one (value) CROSS JOIN LATERAL (SELECT e.id, e.at"
        f" FROM ledger_entry e WHERE e.{column} = one.value AND {query.condition(column)} {_LATEST}) AS e {_LATEST}",
        query,
    )


def _estimated(column: str, query: _Query) -> int:
    """How many entries the planner expects for one list alone; counting them would take longer than the search."""
    if len(query.lists) == 1:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) SELECT FROM ledger_entry e WHERE {_is_one_of(column)}", query.said
        )
        (said,) = cursor.fetchone()
    plan = said if isinstance(said, list) else json.loads(said)
    return int(plan[0]["Plan"]["Plan Rows"])


def _is_one_of(column: str) -> str:
    return f"e.{column} = ANY(%({column})s::text[])"


def _understand(query: _Query, wanted: Wanted) -> bool:
    """What is wanted as conditions; False where nothing can be found."""
    if wanted.since is not None:
        query.add("e.at >= %(since)s", since=wanted.since)
    if wanted.until is not None:
        query.add("e.at < %(until)s", until=wanted.until)
    if wanted.shares:
        query.add(
            "(e.event = ANY(%(shares)s) OR e.event = ANY(%(by_token)s) AND starts_with(e.actor, 'token:'))",
            shares=shares(),
            by_token=shared_by_tokens(),
        )
    lists = {
        "event": _events(wanted.event) if wanted.event else None,
        "actor": _actors(wanted.actor_name, wanted.agency) if wanted.actor_name or wanted.agency else None,
        "purpose": _purposes(wanted.purpose) if wanted.purpose else None,
    }
    for column, values in lists.items():
        if values is None:
            continue
        query.lists[column] = query.said[column] = sorted(values)
    return all(query.lists.values())


def _from(query: _Query, before: int | None) -> bool:
    """Begin after the entry `before`; False where the asker sees none of that number."""
    if before is None:
        return True
    found = _rows("SELECT e.at FROM ledger_entry e WHERE e.id = %(before)s", _Query(said={"before": before}))
    if found:
        query.add("(e.at, e.id) < (%(then)s, %(before)s)", then=found[0], before=before)
    return bool(found)


def _events(wanted: str) -> set[str]:
    """One kind; or, for the beginning of kinds, all that are declared."""
    return {one for one in declared() if one.startswith(wanted)} if wanted.endswith(":") else {wanted}


def _actors(name: str, place: str) -> set[str]:
    """Those who have had such a name, and who have acted for that place."""
    terms = list(
        Term.objects.filter(kind="actor", name__icontains=name).values_list("value", "name", "role")
        if name
        else Term.objects.filter(kind="actor").values_list("value", "name", "role")
    )
    terms += [
        (actor, named, role) for actor, named, role, _ in _to_learn() if name.casefold() in named.casefold()
    ]
    return {actor for actor, _, role in terms if not place or role.partition(":")[2] == place}


def _purposes(part: str) -> set[str]:
    known = Term.objects.filter(kind="purpose", value__icontains=part).values_list("value", flat=True)
    return {*known, *(one for *_, one in _to_learn() if part.casefold() in one.casefold())}


def _to_learn() -> Iterable[tuple[str, str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, name, role, purpose FROM mash.terms_to_learn()")
        found: list[tuple[str, str, str, str]] = cursor.fetchall()
        return found


def _rows(statement: str, query: _Query) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, query.said)
        return [one for (one,) in cursor.fetchall()]

"""Which entries are wanted: found by an index, whatever they are wanted by, in the order in which they are shown.

The policies let no comparison go before them that could tell what is hidden, so part of a name or purpose cannot be
looked up among the entries. It is looked up among the terms, which are few, and whole values among the entries.
"""

# ruff: noqa: S608 - statements are made of this module's own words; what somebody typed is always a parameter

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection

from mash.foundation.ledger.events import declared, shared_by_tokens, shares
from mash.foundation.ledger.models import Term

FETCHED: Final = 20
"""What fetching one entry costs, in steps of an index."""

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


@dataclass(frozen=True, slots=True)
class _Way:
    """Whole values of which an entry has one, and the index by which they find it in the order in which it is shown.

    `source` are the rows of `one.value`, with the entry as `e`; `at` and `number` are its place in that index, `holds`
    says of any entry that it has one of the values.
    """

    name: str
    values: list[str]
    source: str
    table: str
    condition: str
    holds: str
    at: str = "e.at"
    number: str = "e.id"


@dataclass(slots=True)
class _Query:
    """Conditions on the entry `e` and on its place in time, `{at}` and `{number}`; and the ways to find it."""

    where: list[str] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    ways: list[_Way] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)

    def add(self, condition: str, **said: Any) -> None:
        self.where.append(condition)
        self.said |= said

    def put(self, condition: str, **said: Any) -> None:
        self.place.append(condition)
        self.said |= said

    def find(self, way: _Way) -> None:
        self.ways.append(way)
        self.said[way.name] = way.values

    def condition(self, by: _Way | None = None) -> str:
        """All of them, where the entry is found `by` one way: what that one says need not be said again."""
        at, number = (by.at, by.number) if by else ("e.at", "e.id")
        place = [one.format(at=at, number=number) for one in self.place]
        return (
            " AND ".join([*place, *self.where, *(one.holds for one in self.ways if one is not by)]) or "true"
        )


def numbers(wanted: Wanted, *, before: int | None, limit: int) -> list[int]:
    """The numbers of up to `limit` entries that the asker sees, the latest first, of those that follow `before`."""
    query = _Query(said={"limit": limit})
    if not _understand(query, wanted) or not _from(query, before):
        return []
    short = [way for way in query.ways if len(way.values) <= MOST_VALUES]
    way = _narrowest(short, query)
    if way is None:
        return _rows(f"SELECT e.id FROM ledger_entry e WHERE {query.condition()} {_LATEST}", query)
    # The latest of each value, then the latest of these: what was rare or long ago costs no more. To say again that the
    # value is one of the list would make the planner expect next to none. One entry may name two of the values.
    with _without_sorting():
        return _rows(
            f"SELECT DISTINCT e.id, e.at FROM unnest(%({way.name})s::text[]) AS one (value) CROSS JOIN LATERAL"
            f" (SELECT DISTINCT {way.at} AS at, {way.number} AS id FROM {way.source} AND {query.condition(way)}"
            f" ORDER BY {way.at} DESC, {way.number} DESC LIMIT %(limit)s) AS e {_LATEST}",
            query,
        )


@contextmanager
def _without_sorting() -> Iterator[None]:
    """The planner knows of no single value how common it is; reading in the index's order is right for all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_sort', 'off', true)")
        yield
        cursor.execute("SELECT set_config('enable_sort', 'on', true)")


_LATEST: Final = "ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s"


def _narrowest(ways: list[_Way], query: _Query) -> _Way | None:
    """The way with the fewest entries, or None where there is none or where the planner does better with all together.

    One way is followed from the latest until the page is full; all together, their indexes are read to the end and what
    they share is fetched.
    """
    if len(ways) < 2:
        return ways[0] if ways else None
    sizes = {way.name: _estimated(way.table, way.condition, query) for way in ways}
    narrowest = min(ways, key=lambda way: sizes[way.name])
    shared = _estimated("ledger_entry e", " AND ".join(way.holds for way in ways), query)
    followed = sizes[narrowest.name] * min(1, query.said["limit"] / shared) * FETCHED
    return None if sum(sizes.values()) + shared * FETCHED < followed else narrowest


def _estimated(table: str, condition: str, query: _Query) -> int:
    """How many rows the planner expects; counting them would take longer than the search."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT FROM {table} WHERE {condition}", query.said)
        (said,) = cursor.fetchone()
    plan = said if isinstance(said, list) else json.loads(said)
    return int(plan[0]["Plan"]["Plan Rows"])


def _of_column(column: str, values: Iterable[str]) -> _Way:
    """Entries by a column of their own. Only purposes that are not empty have an index."""
    said = " AND e.purpose <> ''" if column == "purpose" else ""
    holds = f"e.{column} = ANY(%({column})s::text[]){said}"
    source = f"ledger_entry e WHERE e.{column} = one.value{said}"
    return _Way(column, sorted(values), source, "ledger_entry e", holds, holds)


def _of_mentions(wanted: Wanted) -> _Way:
    """Entries by what they name. A mention has the time of its entry, and so their order."""
    named = " AND m.kind = ANY(%(kinds)s::text[])" if wanted.kind else ""
    holds = f"m.ref = ANY(%(refs)s::text[]){named}"
    return _Way(
        "refs",
        [wanted.ref, *wanted.also],
        f"ledger_mention m JOIN ledger_entry e ON e.id = m.entry_id WHERE m.ref = one.value{named}",
        "ledger_mention m",
        holds,
        f"EXISTS (SELECT FROM ledger_mention m WHERE m.entry_id = e.id AND {holds})",
        at="m.at",
        number="m.entry_id",
    )


def _understand(query: _Query, wanted: Wanted) -> bool:
    """What is wanted as conditions; False where nothing can be found."""
    if wanted.since is not None:
        query.put("{at} >= %(since)s", since=wanted.since)
    if wanted.until is not None:
        query.put("{at} < %(until)s", until=wanted.until)
    if wanted.ref:
        query.find(_of_mentions(wanted))
        query.said["kinds"] = [wanted.kind, *({"request"} if wanted.also else ())]
    if wanted.shares:
        query.add(
            "(e.event = ANY(%(shares)s) OR e.event = ANY(%(by_token)s) AND starts_with(e.actor, 'token:'))",
            shares=shares(),
            by_token=shared_by_tokens(),
        )
    if wanted.event or wanted.shares:
        kinds = _events(wanted.event)
        query.find(
            _of_column(
                "event", kinds.intersection([*shares(), *shared_by_tokens()]) if wanted.shares else kinds
            )
        )
    if wanted.actor_name or wanted.agency:
        query.find(_of_column("actor", _actors(wanted.actor_name, wanted.agency)))
    if wanted.purpose:
        _purposes(query, wanted.purpose)
    return all(way.values for way in query.ways)


def _from(query: _Query, before: int | None) -> bool:
    """Begin after the entry `before`; False where the asker sees none of that number."""
    if before is None:
        return True
    found = _rows("SELECT e.at FROM ledger_entry e WHERE e.id = %(before)s", _Query(said={"before": before}))
    if found:
        query.put("({at}, {number}) < (%(then)s, %(before)s)", then=found[0], before=before)
    return bool(found)


def _events(wanted: str) -> set[str]:
    """One kind; or, for the beginning of kinds, which may be "", all that are declared."""
    return {wanted} if wanted[-1:] not in {"", ":"} else {one for one in declared() if one.startswith(wanted)}


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


def _purposes(query: _Query, part: str) -> None:
    """Those that say so; where many do, each entry is asked, as the next that says so is soon met."""
    terms = Term.objects.filter(kind="purpose", value__icontains=part).values_list("value", flat=True)
    known = {*terms[: MOST_VALUES + 1]}
    if len(known) > MOST_VALUES:
        query.add("e.purpose <> '' AND strpos(upper(e.purpose), upper(%(part)s)) > 0", part=part)
    else:
        known |= {one for *_, one in _to_learn() if part.casefold() in one.casefold()}
        query.find(_of_column("purpose", known))


def _to_learn() -> Iterable[tuple[str, str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, name, role, purpose FROM mash.terms_to_learn()")
        found: list[tuple[str, str, str, str]] = cursor.fetchall()
        return found


def _rows(statement: str, query: _Query) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, query.said)
        return [row[0] for row in cursor.fetchall()]

"""What stands now around some records: everything that `rules` needs to know, read as the service `matching`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from mash.registers.people.clusters.rules import Identity, Node, Pair, Pin, Said, node
from mash.registers.people.models import Fact, Identification, Link, MatchModel, Merge, Person, Record

MACHINE = "service:matching"
MANY = 20_000
"""Above as many records, everything is read at once and not by following links."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One record: its node, whether it is live, and whether an agency's feed supplied it."""

    pk: int
    node: Node
    live: bool
    fed: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A standing identification: its number, whom it says and whether a human said it."""

    pk: int
    record: int
    person: int
    human: bool
    anchor: int | None


@dataclass(slots=True)
class Around:
    """Connected records with all that is said of them. Record numbers throughout, except in the properties."""

    model: MatchModel | None
    records: dict[int, Kept] = field(default_factory=dict)
    links: dict[tuple[int, int], float] = field(default_factory=dict)
    facts: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    held: dict[int, Held] = field(default_factory=dict)
    persons: dict[int, int | None] = field(default_factory=dict)
    merges: dict[int, int] = field(default_factory=dict)

    @property
    def nodes(self) -> set[Node]:
        return {one.node for one in self.records.values()}

    @property
    def pins(self) -> list[Pin]:
        """Of one node, the word about its latest record counts."""
        found: dict[Node, Pin] = {}
        for held in sorted(self.held.values(), key=lambda one: one.record):
            if held.human:
                anchor = self.records[held.anchor].node if held.anchor is not None else ""
                mine = self.records[held.record].node
                found[mine] = Pin(mine, held.person, anchor)
        return list(found.values())

    @property
    def said(self) -> list[Said]:
        return [
            Said(
                "always" if kind == "always" else "never",
                *sorted((self.records[a].node, self.records[b].node)),
            )
            for kind, a, b in self.facts.values()
            if self.records[a].node != self.records[b].node
        ]

    @property
    def live(self) -> dict[Node, int]:
        """The nodes that take part, with their live record: of feeds, and of contacts those that a human identified."""
        return {
            one.node: one.pk
            for one in self.records.values()
            if one.live and (one.fed or (one.pk in self.held and self.held[one.pk].human))
        }

    @property
    def pairs(self) -> list[Pair]:
        taking_part = set(self.live.values())
        return [
            Pair(self.records[a].node, self.records[b].node, weight)
            for (a, b), weight in self.links.items()
            if a in taking_part and b in taking_part
        ]

    @property
    def order(self) -> dict[Node, int]:
        """A node is as old as its first record."""
        found: dict[Node, int] = {}
        for one in self.records.values():
            found[one.node] = min(found.get(one.node, one.pk), one.pk)
        return found

    def identities(self) -> list[Identity]:
        live, order = self.live, self.order
        members: dict[int, set[Node]] = {}
        pinned: dict[int, set[Node]] = {}
        for pin in self.pins:
            pinned.setdefault(pin.person, set()).add(pin.node)
        for held in self.held.values():
            if self.records[held.record].node in live:
                members.setdefault(held.person, set()).add(self.records[held.record].node)
        return [
            Identity(
                number,
                self.records[founder].node if founder in self.records else "",
                tuple(sorted(pinned.get(number, ()), key=lambda one: order[one])),
                tuple(sorted(members.get(number, ()), key=lambda one: order[one])),
                self.merges.get(number),
            )
            for number, founder in sorted(self.persons.items())
        ]

    def current(self, person: int) -> int:
        return self.merges.get(person, person)


def around(seeds: Collection[int], model: MatchModel | None) -> Around:
    """Everything that is connected to these records by links, by people's word or by an agency's key."""
    found = Around(model)
    if len(seeds) > MANY:
        _read(found, None)
    else:
        frontier = set(seeds)
        while frontier:
            reached = _read(found, frontier)
            frontier = reached - found.records.keys()
            if len(frontier) > MANY:
                _read(found, None)
                break
    _read_persons(found, everything=len(found.records) > MANY)
    return found


def _among(path: str, numbers: Collection[int] | None) -> Q:
    return Q() if numbers is None else Q(**{f"{path}__in": list(numbers)})


def _either(one: str, other: str, numbers: Collection[int] | None) -> Iterable[Q]:
    """Two conditions and no OR: each follows its own index."""
    return (Q(),) if numbers is None else (_among(one, numbers), _among(other, numbers))


def _read(found: Around, numbers: set[int] | None) -> set[int]:
    """Read these records (all, for None) and what is said of them; returns the records that were met."""
    fresh = _read_records(found, numbers)
    met: set[int] = set(fresh)
    wanted = None if numbers is None else fresh
    _read_links(found, wanted, met)
    for where in _either("a", "b", wanted):
        facts = Fact.objects.filter(where, undone_at__isnull=True)
        for pk, kind, a, b in facts.values_list("pk", "kind", "a_id", "b_id"):
            found.facts[pk] = (kind, a, b)
            met |= {a, b}
    standing = Identification.objects.filter(undone_at__isnull=True)
    people: set[int] = set()
    for where in (_among("record", wanted), *([] if wanted is None else [_among("anchor", wanted)])):
        people |= _hold(found, standing.filter(where), met)
    if wanted is not None:
        # A person is known whole or not at all: all that is said to be of them belongs to what was asked for.
        people |= set(Person.objects.filter(founder__in=wanted).values_list("pk", flat=True))
        _hold(found, standing.filter(person__in=people), met)
    return met


def _read_records(found: Around, numbers: set[int] | None) -> set[int]:
    columns = ("pk", "agency", "key", "public_id", "live")
    rows = list(Record.objects.filter(_among("pk", numbers)).values_list(*columns))
    if numbers is not None:
        keys: dict[str, list[str]] = {}
        for _, agency, key, _, _ in rows:
            if key:
                keys.setdefault(agency, []).append(key)
        for agency, some in keys.items():
            rows += Record.objects.filter(agency=agency, key__in=some).exclude(key="").values_list(*columns)
    fresh = {pk for pk, *_ in rows} - found.records.keys()
    for pk, agency, key, public, live in rows:
        found.records[pk] = Kept(pk, node(agency, key, public), live, bool(key))
    return fresh


def _read_links(found: Around, wanted: set[int] | None, met: set[int]) -> None:
    if found.model is None:
        return
    links = Link.objects.filter(
        model=found.model, weight__gte=found.model.automatic, a__live=True, b__live=True
    )
    for where in _either("a", "b", wanted):
        for a, b, weight in links.filter(where).values_list("a_id", "b_id", "weight"):
            found.links[a, b] = weight
            met |= {a, b}


def _hold(found: Around, rows: QuerySet[Identification], met: set[int]) -> set[int]:
    """Keep these identifications; returns the persons whom they name."""
    people = set()
    values = rows.values_list("pk", "record_id", "person_id", "decided_by", "anchor_id")
    for pk, record, person, decided_by, anchor in values:
        found.held[record] = Held(pk, record, person, decided_by != MACHINE, anchor)
        met |= {record} if anchor is None else {record, anchor}
        people.add(person)
    return people


def _read_persons(found: Around, *, everything: bool) -> None:
    """Who these records are or were: those named, founded here, and those who are one with them."""
    columns = ("pk", "founder_id")
    named = {held.person for held in found.held.values()}
    if everything:
        found.merges = dict(Merge.objects.values_list("person_id", "into_id"))
        named |= found.merges.keys() | set(found.merges.values())
        rows = Person.objects.filter(Q(founder__isnull=False) | Q(pk__in=named))
    else:
        named |= set(Person.objects.filter(founder__in=list(found.records)).values_list("pk", flat=True))
        for where in _either("person", "into", named):
            found.merges.update(Merge.objects.filter(where).values_list("person_id", "into_id"))
        named |= found.merges.keys() | set(found.merges.values())
        rows = Person.objects.filter(pk__in=named)
    found.persons = dict(rows.values_list(*columns))

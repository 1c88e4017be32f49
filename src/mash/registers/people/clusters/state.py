"""What stands now around some records: everything that `rules` needs to know, read as the service `matching`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q

from mash.foundation.visibility.prepared import prepared_cursor, sized
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
    """Everything that is connected to these records by links, by people's word, by a person or by an agency's key."""
    found = Around(model)
    frontier = set(seeds)
    while frontier and len(frontier) <= MANY:
        frontier = _read_near(found, frontier) - found.records.keys()
    if frontier:
        _read_all(found)
    else:
        _read_doubtful(found)
        _read_persons(found)
    return found


# Each arm starts from the records asked for and follows an index. A person is known whole or not at all: all that is said
# to be of one who is named belongs to what was asked for.
_NEAR = """
WITH asked AS MATERIALIZED (
  SELECT r.id, r.agency, r.key, r.public_id, r.live FROM people_record r WHERE r.id = ANY (%(ids)s::bigint[])),
fresh AS MATERIALIZED (
  SELECT * FROM asked
  UNION SELECT r.id, r.agency, r.key, r.public_id, r.live FROM asked a
    JOIN people_record r ON r.agency = a.agency AND r.key = a.key AND NOT (r.key = '')),
links AS MATERIALIZED (
  SELECT l.a_id, l.b_id, l.weight FROM fresh f JOIN people_link l ON l.a_id = f.id
   WHERE l.model_id = %(model)s AND l.weight >= %(automatic)s AND f.live
  UNION SELECT l.a_id, l.b_id, l.weight FROM fresh f JOIN people_link l ON l.b_id = f.id
   WHERE l.model_id = %(model)s AND l.weight >= %(automatic)s AND f.live),
facts AS (
  SELECT x.id, x.kind, x.a_id, x.b_id FROM fresh f JOIN people_fact x ON x.a_id = f.id WHERE x.undone_at IS NULL
  UNION SELECT x.id, x.kind, x.a_id, x.b_id FROM fresh f JOIN people_fact x ON x.b_id = f.id WHERE x.undone_at IS NULL),
named AS MATERIALIZED (
  SELECT i.person_id AS id FROM fresh f JOIN people_identification i ON i.record_id = f.id WHERE i.undone_at IS NULL
  UNION SELECT i.person_id FROM fresh f JOIN people_identification i ON i.anchor_id = f.id WHERE i.undone_at IS NULL
  UNION SELECT p.id FROM fresh f JOIN people_person p ON p.founder_id = f.id)
SELECT 'record', id, NULL::bigint, NULL::bigint, NULL::bigint, NULL::float8, agency, key, public_id, live FROM fresh
UNION ALL
SELECT 'link', NULL, l.a_id, l.b_id, NULL, l.weight, NULL, NULL, NULL, NULL FROM links l
  JOIN people_record a ON a.id = l.a_id AND a.live JOIN people_record b ON b.id = l.b_id AND b.live
UNION ALL
SELECT 'fact', id, a_id, b_id, NULL, NULL, kind, NULL, NULL, NULL FROM facts
UNION ALL
SELECT 'held', i.id, i.record_id, i.person_id, i.anchor_id, NULL, i.decided_by, NULL, NULL, NULL
  FROM named n JOIN people_identification i ON i.person_id = n.id WHERE i.undone_at IS NULL
"""


def _read_near(found: Around, numbers: set[int]) -> set[int]:
    """Read these records and what is said of them; returns all records that were met."""
    model, automatic = (found.model.pk, found.model.automatic) if found.model else (-1, 0.0)
    met: set[int] = set()
    with prepared_cursor() as cursor:
        cursor.execute(_NEAR, {"ids": sized(sorted(numbers)), "model": sized(model), "automatic": automatic})
        for what, pk, one, other, third, weight, text, key, public, live in cursor.fetchall():
            if what == "record":
                found.records[pk] = Kept(pk, node(text, key, public), live, bool(key))
            elif what == "link":
                found.links[one, other] = weight
                met |= {one, other}
            elif what == "fact":
                found.facts[pk] = (text, one, other)
                met |= {one, other}
            else:
                found.held[one] = Held(pk, one, other, text != MACHINE, third)
                met |= {one} if third is None else {one, third}
    return met


# Pairs too doubtful to connect anything speak where others connect their records.
_DOUBTFUL = """
SELECT l.a_id, l.b_id, l.weight FROM people_link l
 WHERE l.a_id = ANY (%(ids)s::bigint[]) AND l.b_id = ANY (%(ids)s::bigint[])
   AND l.model_id = %(model)s AND l.weight < %(automatic)s
"""


def _read_doubtful(found: Around) -> None:
    live = sorted(one.pk for one in found.records.values() if one.live)
    if found.model is None or len(live) < 3:
        return
    asked = {"ids": sized(live), "model": sized(found.model.pk), "automatic": found.model.automatic}
    with prepared_cursor() as cursor:
        cursor.execute(_DOUBTFUL, asked)
        for one, other, weight in cursor.fetchall():
            found.links[one, other] = weight


_PERSONS = """
WITH named AS MATERIALIZED (
  SELECT unnest(%(named)s::bigint[]) AS id
  UNION SELECT p.id FROM people_person p WHERE p.founder_id = ANY (%(records)s::bigint[])),
merges AS MATERIALIZED (
  SELECT m.person_id, m.into_id FROM named n JOIN people_merge m ON m.person_id = n.id
  UNION SELECT m.person_id, m.into_id FROM named n JOIN people_merge m ON m.into_id = n.id),
whole AS (SELECT id FROM named UNION SELECT person_id FROM merges UNION SELECT into_id FROM merges)
SELECT true, person_id, into_id FROM merges
UNION ALL
SELECT false, p.id, p.founder_id FROM people_person p WHERE p.id = ANY (ARRAY(SELECT id FROM whole))
"""


def _read_persons(found: Around) -> None:
    """Who these records are or were: those named, those founded here, and those who are one with them."""
    named = sorted({held.person for held in found.held.values()})
    with prepared_cursor() as cursor:
        cursor.execute(_PERSONS, {"named": sized(named), "records": sized(sorted(found.records))})
        for merge, person, other in cursor.fetchall():
            (found.merges if merge else found.persons)[person] = other


def _read_all(found: Around) -> None:
    """Read the whole register."""
    rows = Record.objects.values_list("pk", "agency", "key", "public_id", "live")
    found.records = {
        pk: Kept(pk, node(agency, key, public), live, bool(key))
        for pk, agency, key, public, live in rows.iterator()
    }
    if found.model is not None:
        links = Link.objects.filter(model=found.model, a__live=True, b__live=True)
        found.links = {
            (a, b): weight for a, b, weight in links.values_list("a_id", "b_id", "weight").iterator()
        }
    facts = Fact.objects.filter(undone_at__isnull=True).values_list("pk", "kind", "a_id", "b_id")
    found.facts = {pk: (kind, a, b) for pk, kind, a, b in facts}
    held = Identification.objects.filter(undone_at__isnull=True)
    found.held = {
        record: Held(pk, record, person, decided_by != MACHINE, anchor)
        for pk, record, person, decided_by, anchor in held.values_list(
            "pk", "record_id", "person_id", "decided_by", "anchor_id"
        ).iterator()
    }
    found.merges = dict(Merge.objects.values_list("person_id", "into_id"))
    named = Q(founder__isnull=False) | Q(identifications__isnull=False) | Q(merge__isnull=False)
    found.persons = dict(Person.objects.filter(named).values_list("pk", "founder_id").distinct())

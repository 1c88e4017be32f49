"""The queue of pairs for one reviewer, and one pair to look at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db import connection
from django.db.models import Q

from mash.foundation.kernel import Actor
from mash.foundation.visibility import as_service
from mash.registers.people.clusters import ports
from mash.registers.people.clusters.queries import current_of, model_in_force
from mash.registers.people.clusters.state import MACHINE
from mash.registers.people.models import Fact, Identification, Link, MatchModel, Person, Record
from mash.registers.people.review import rules
from mash.registers.people.review.models import ReviewDecision
from mash.registers.people.review.rules import Extent, Held, Kind

SHORT_LIST = 200
"""Pairs whose open cases are counted: the most uncertain ones."""
LATEST = 5_000
"""Of so many identifications, the latest ones, clusters are searched for what is suspicious."""


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair and the person it is said to be of. `said` is None where only its supplier may read it;
    where the record `founds` the person, the person's own row says the same.
    """

    record: str
    agency: str
    fed: bool
    received_at: datetime
    person: Person
    said: Mapping[str, Any] | None
    founds: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records for a reviewer. `probability` and `model` are the machine's, where it has a link ("" and None else).

    `extent` is how much is held for the one person, where that is why they are looked at.
    """

    a: Side
    b: Side
    kind: Kind
    probability: float | None
    weight: float | None
    model: str
    benefit: float
    numbers: tuple[int, int]
    extent: Extent | None = None

    @property
    def together(self) -> bool:
        """Whether the two are one person now, and one would be made two."""
        return self.kind in {"numbers", "births", "twins", *rules.BY_EXTENT}


@dataclass(frozen=True, slots=True)
class _Found:
    a: int
    b: int
    kind: Kind
    probability: float | None = None
    weight: float | None = None
    held_back: bool = False  # heavy enough to join, but other records of the two, or people, speak against it
    extent: Extent | None = None


# Links that tell something but join nothing: below the automatic threshold, or held back by other records or people. What is
# nearest to even odds comes first, and what people have answered or left to others does not come.
_APART = """
WITH open AS MATERIALIZED (
  SELECT l.a_id, l.b_id, l.weight, l.probability FROM people_link l
   WHERE l.model_id = %(model)s AND l.probability >= %(review)s
     AND NOT EXISTS (SELECT FROM people_fact f WHERE f.a_id = l.a_id AND f.b_id = l.b_id AND f.undone_at IS NULL)
     AND NOT EXISTS (SELECT FROM review_reviewdecision d
                      WHERE d.a_id = l.a_id AND d.b_id = l.b_id AND d.by_user = %(user)s AND d.statement_id IS NULL)
   ORDER BY abs(l.probability - 0.5), l.a_id, l.b_id LIMIT 20000)
SELECT o.a_id, o.b_id, o.weight, o.probability,
       coalesce(ma.into_id, ia.person_id), coalesce(mb.into_id, ib.person_id),
       EXISTS (SELECT FROM people_identification h WHERE h.person_id = coalesce(ma.into_id, ia.person_id)
                  AND h.undone_at IS NULL AND h.decided_by <> %(machine)s)
         AND EXISTS (SELECT FROM people_identification h WHERE h.person_id = coalesce(mb.into_id, ib.person_id)
                        AND h.undone_at IS NULL AND h.decided_by <> %(machine)s)
  FROM open o
  JOIN people_record a ON a.id = o.a_id AND a.live JOIN people_record b ON b.id = o.b_id AND b.live
  JOIN people_identification ia ON ia.record_id = o.a_id AND ia.undone_at IS NULL
  JOIN people_identification ib ON ib.record_id = o.b_id AND ib.undone_at IS NULL
  LEFT JOIN people_merge ma ON ma.person_id = ia.person_id
  LEFT JOIN people_merge mb ON mb.person_id = ib.person_id
 WHERE coalesce(ma.into_id, ia.person_id) <> coalesce(mb.into_id, ib.person_id)
   AND NOT EXISTS (SELECT FROM people_fact f
                    WHERE f.kind = 'never' AND f.undone_at IS NULL
                      AND ((f.person_a_id = ia.person_id AND f.person_b_id = ib.person_id)
                        OR (f.person_a_id = ib.person_id AND f.person_b_id = ia.person_id)))
 ORDER BY abs(o.probability - 0.5), o.a_id, o.b_id
"""


MOST = 50
"""Records of one person that are compared with each other."""


def user_of(by: Actor) -> int:
    """The number of the person in the seat; 0, which nobody has, for who is no person."""
    return by.user or 0


def queue(by: Actor, at: datetime, *, limit: int = SHORT_LIST) -> list[Pair]:
    """The pairs that `by` may look at, by expected benefit; of two persons, one pair."""
    with as_service("matching"):
        model = model_in_force(at)
        found = [*_second_looks(by), *_apart(model, by)]
        clusters = _clusters()
    return _dressed([*found, *_together(clusters, model, by)], model, at)[:limit]


@dataclass(frozen=True, slots=True)
class Permitted:
    """What the feed's agreement lets a reviewer read of a record: the groups of fields, and what it says of them."""

    groups: frozenset[str]
    said: Mapping[str, Any]


def permitted(pair: Pair) -> dict[str, Permitted]:
    """Of the sides that only their agency reads, and that do not stand for their person, by record: what the agreement shows to whoever compares; often nothing."""
    unread = {
        number: side.record
        for number, side in zip(pair.numbers, (pair.a, pair.b), strict=True)
        if side.said is None and not side.founds
    }
    if not unread:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT record, groups, said FROM mash.compared(%s, %s)", list(pair.numbers))
        rows = cursor.fetchall()
    return {
        unread[number]: Permitted(frozenset(json.loads(groups)), json.loads(said))
        for number, groups, said in rows
        if number in unread
    }


def pair_of(by: Actor, at: datetime, a: str, b: str) -> Pair | None:
    """This pair (public ids), if it is in the queue of `by`."""
    return next((one for one in queue(by, at) if {one.a.record, one.b.record} == {a, b}), None)


def alike(by: Actor, at: datetime, *, limit: int = 25) -> list[Pair]:
    """Pairs of the safe class in the queue of `by`: two persons with the same NHS number and date of birth."""
    some = [one for one in queue(by, at) if not one.together and one.kind == "uncertain"]
    with as_service("matching"):
        wanted = {number for one in some for number in one.numbers}
        said = dict(Record.objects.filter(pk__in=wanted).values_list("pk", "said"))
    return [one for one in some if rules.safe(said[one.numbers[0]], said[one.numbers[1]])][:limit]


def _apart(model: MatchModel | None, by: Actor) -> list[_Found]:
    if model is None:
        return []
    review = float(model.body.get("review", 0.05)) if isinstance(model.body, Mapping) else 0.05
    with connection.cursor() as cursor:
        cursor.execute(_APART, {"model": model.pk, "review": review, "user": user_of(by), "machine": MACHINE})
        rows = cursor.fetchall()
    met: dict[frozenset[int], _Found] = {}
    for a, b, weight, probability, one, other, both_named in rows:
        held_back = weight >= model.automatic
        kind: Kind = "named" if held_back and both_named else "uncertain"
        met.setdefault(frozenset((one, other)), _Found(a, b, kind, probability, weight, held_back))
    return list(met.values())


@dataclass(frozen=True, slots=True)
class _Record:
    """One live record of a cluster, and when it was placed there."""

    number: int
    said: Mapping[str, Any]
    held: Held
    placed: datetime


type _Clusters = dict[int, list[_Record]]
"""Live records by who stands for the person."""


def _together(clusters: _Clusters, model: MatchModel | None, by: Actor) -> list[_Found]:
    """Pairs within one person that look like two, or for whom too much is held."""
    much = _too_much(clusters)
    with as_service("matching"):
        settled = _settled({one.number for records in clusters.values() for one in records}, by)
        looked = _looked_at(much, by)
        links = _links([one for person in much for one in much[person].readable], model)
    found = []
    for person, records in clusters.items():
        pair = next(
            (
                _Found(one.number, other.number, kind)
                for one, other in combinations(records[:MOST], 2)
                if (kind := rules.suspicion(one.said, other.said)) is not None
                and (one.number, other.number) not in settled
            ),
            None,
        )
        if pair is None and person in much:
            since = looked.get(person)
            if since is None or since < max(one.placed for one in records):
                a, b = rules.least_bound(much[person].readable[:MOST], links)
                pair = _Found(a, b, much[person].kind, extent=much[person].extent)
        found += [pair] if pair else []
    return found


@dataclass(frozen=True, slots=True)
class _Much:
    """Too much for one person: why, how much, and the records of it that the asker may compare, by number."""

    kind: Kind
    extent: Extent
    readable: list[int]


def _too_much(clusters: _Clusters) -> dict[int, _Much]:
    """The persons for whom too much is held, as far as the asker may know: what is hidden from them does not count."""
    worth = {
        person: records
        for person, records in clusters.items()
        if rules.too_much(
            rules.extent([one.held for one in records], hubs=sum(not one.held.feed for one in records))
        )
    }
    people = list(Person.objects.filter(pk__in=worth))
    hubs = {number: some for ask in ports.hubs_of if people for number, some in ask(people).items()}
    contacts = [one.number for records in worth.values() for one in records if not one.held.feed]
    readable = set(Record.objects.filter(pk__in=contacts).values_list("pk", flat=True)) if contacts else set()
    found = {}
    for person in (one.pk for one in people):
        mine = [one for one in worth[person] if one.held.feed or one.number in readable]
        extent = rules.extent([one.held for one in mine], hubs=len(hubs.get(person, ())))
        kind = rules.too_much(extent)
        if kind is not None and len(mine) > 1:
            found[person] = _Much(kind, extent, [one.number for one in mine])
    return found


def _clusters() -> _Clusters:
    """The live records of the persons to whom the latest were placed, by who stands for them."""
    latest = (
        Identification.objects.filter(undone_at__isnull=True)
        .order_by("-pk")
        .values_list("person_id", flat=True)
    )
    merges = current_of(Person.objects.filter(pk__in=set(latest[:LATEST])))
    persons = {one.pk for one in merges.values()}
    held = Identification.objects.filter(undone_at__isnull=True, record__live=True).filter(
        Q(person__in=persons) | Q(person__merge__into__in=persons)
    )
    rows = held.order_by("record_id").values_list(
        "record_id",
        "record__said",
        "record__agency",
        "record__source",
        "decided_by",
        "decided_at",
        "person_id",
        "person__merge__into",
    )
    clusters: _Clusters = {}
    for number, said, agency, source, decided_by, placed, person, into in rows:
        feed = source if source.startswith("feed:") else ""
        one = Held(agency, feed, decided_by != MACHINE)
        clusters.setdefault(into or person, []).append(_Record(number, said, one, placed))
    return clusters


def _links(records: list[int], model: MatchModel | None) -> dict[tuple[int, int], float]:
    """What the machine has weighed among these records, by pair."""
    if model is None or not records:
        return {}
    found = Link.objects.filter(model=model, a__in=records, b__in=records)
    return {(a, b): weight for a, b, weight in found.values_list("a_id", "b_id", "weight")}


def _looked_at(persons: Iterable[int], by: Actor) -> dict[int, datetime]:
    """When somebody last looked at how much is held for these persons, unless that was undone; what others could not
    tell does not count.
    """
    asked = set(persons)
    looks = ReviewDecision.objects.filter(
        Q(person_a__in=asked) | Q(person_a__merge__into__in=asked),
        Q(statement__isnull=False, statement__undone_at__isnull=True)
        | Q(by_user=user_of(by), statement=None),
        kind__in=rules.BY_EXTENT,
    )
    found: dict[int, datetime] = {}
    for person, into, at in looks.order_by("at").values_list("person_a_id", "person_a__merge__into", "at"):
        found[into or person] = at
    return found


def _settled(records: set[int], by: Actor) -> set[tuple[int, int]]:
    """Pairs that people have answered, or that this reviewer has left to others."""
    facts = Fact.objects.filter(a__in=records, undone_at__isnull=True).values_list("a_id", "b_id")
    mine = ReviewDecision.objects.filter(a__in=records, by_user=user_of(by), statement__isnull=True)
    return {*facts, *mine.values_list("a_id", "b_id")}


def _second_looks(by: Actor) -> list[_Found]:
    """What others decided first and chance brings back, unless this reviewer or a second one has looked at it."""
    firsts = (
        ReviewDecision.objects.filter(look=1, bulk=False, statement__undone_at__isnull=True)
        .exclude(answer="unsure")
        .exclude(by_user=user_of(by))
        .select_related("a", "b")
        .order_by("-at")[:LATEST]
    )
    chosen = [
        one
        for one in firsts
        if one.a.live and one.b.live and rules.second_look(one.a.public_id, one.b.public_id)
    ]
    looked = set(
        ReviewDecision.objects.filter(a__in=[one.a_id for one in chosen])
        .filter(Q(look=2) | Q(by_user=user_of(by)))
        .values_list("a_id", "b_id")
    )
    return [
        _Found(one.a_id, one.b_id, one.kind, one.probability)  # type: ignore[arg-type] # one of the choices
        for one in chosen
        if (one.a_id, one.b_id) not in looked
    ]


def _dressed(found: list[_Found], model: MatchModel | None, at: datetime) -> list[Pair]:
    """The pairs of which the asker sees both sides, best first."""
    short = sorted(found, key=lambda one: (_certainty(one), one.a, one.b))[:SHORT_LIST]
    sides = _sides({number for one in short for number in (one.a, one.b)})
    seen = [one for one in short if one.a in sides and one.b in sides]
    cases = _open_cases([sides[number].person for one in seen for number in (one.a, one.b)])
    pairs = []
    for one in seen:
        a, b = sides[one.a], sides[one.b]
        worth = rules.benefit(
            one.kind,
            probability=0.5 if one.probability is None or one.held_back else one.probability,
            open_cases=len(cases.get(a.person.pk, set()) | cases.get(b.person.pk, set())),
            age=at - max(a.received_at, b.received_at),
        )
        version = model.version if model and one.probability is not None else ""
        numbers = (one.a, one.b)
        pairs.append(Pair(a, b, one.kind, one.probability, one.weight, version, worth, numbers, one.extent))
    return sorted(pairs, key=lambda one: (-one.benefit, one.numbers))


def _certainty(found: _Found) -> float:
    return 0.0 if found.probability is None or found.held_back else abs(found.probability - 0.5)


def _sides(numbers: set[int]) -> dict[int, Side]:
    """These records with their persons, as the asker may know them: of a contact's record only who sees it."""
    read = dict(Record.objects.filter(pk__in=numbers).values_list("pk", "said"))
    with as_service("matching"):
        held = list(
            Identification.objects.filter(record__in=numbers, undone_at__isnull=True).select_related("record")
        )
    persons = Person.objects.in_bulk({one.person_id for one in held})
    return {
        one.record_id: Side(
            one.record.public_id,
            one.record.agency,
            bool(one.record.key),
            one.record.received_at,
            persons[one.person_id],
            read.get(one.record_id),
            persons[one.person_id].founder_id == one.record_id,
        )
        for one in held
        if one.person_id in persons and (one.record.key or one.record_id in read)
    }


def _open_cases(people: Iterable[Person]) -> dict[int, set[str]]:
    """Open matters by person's number, as far as the asker may know."""
    some = list({one.pk: one for one in people}.values())
    found: dict[int, set[str]] = {}
    for ask in ports.hanging_on if some else ():
        for each in ask(some):
            if each.open and each.ref.kind == "matter":
                found.setdefault(each.person, set()).add(each.ref.id)
    return found

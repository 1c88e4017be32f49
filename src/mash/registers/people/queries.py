"""Find a person: the plain search by name, date of birth, NHS number and address.

Everything that looks for a person asks here, so that better matching can take its place unseen.
Comparisons are by equality and range on folded keys: those are leakproof, so an index serves them under policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet, Value

from mash.foundation.visibility.prepared import prepared_cursor, sized
from mash.registers.people.clusters.queries import current_of
from mash.registers.people.finding.queries import Known, known_of
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Address, Person, Record
from mash.registers.people.rules import Said, as_date, fold, fold_place
from mash.registers.people.typed import read_typed

LIMIT = 20
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be the person, with the reasons in words. `strength` only orders the list.

    `probability` is how often such agreement is the same person, where the index was asked; `household` says that this
    is rather somebody who lives or belongs with the person.
    """

    person: Person
    reasons: tuple[str, ...]
    strength: int
    probability: float | None = None
    household: bool = False


def _prefix(field: str, key: str) -> Q:
    return Q(**{f"{field}__gte": key, f"{field}__lt": key + _END})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for, folded; what is empty is not asked for."""

    given: str
    family: str
    born: date | None
    nhs_number: str
    place: str

    @classmethod
    def of(
        cls, *, given: str, family: str, born: date | None, nhs_number: str, postcode: str, lines: str
    ) -> _Asked:
        digits = "".join(ch for ch in nhs_number if ch.isdigit())
        return cls(fold(given), fold(family), born, digits, fold_place(postcode, lines))

    @property
    def of_person(self) -> Q | None:
        """The condition on a person's own row; None where nothing of it is asked."""
        parts: list[Q] = []
        if self.nhs_number:
            parts.append(Q(nhs_number=self.nhs_number))
        if self.family and self.given:
            parts.append(_prefix("family_key", self.family) & _prefix("given_key", self.given[:3]))
            parts.append(_prefix("family_key", self.given) & _prefix("given_key", self.family))
        elif self.family or self.given:
            key = self.family or self.given
            parts.append(_prefix("family_key", key) | Q(given_key=key))
        if self.born:
            parts.append(
                Q(date_of_birth=self.born)
                & (
                    (_prefix("family_key", self.family[:2]) if self.family else Q())
                    | (_prefix("given_key", self.given[:2]) if self.given else Q())
                )
            )
        return reduce(or_, parts) if parts else None

    def people(self, number: int, at_most: int) -> list[QuerySet[Person]]:
        """Queries of whom it may be, each marked with `asked=number`."""
        conditions = [one for one in (self.of_person, self.at_place) if one is not None]
        marked = Person.objects.annotate(asked=Value(number))
        return [marked.filter(one)[:at_most] for one in conditions]

    @property
    def at_place(self) -> Q | None:
        if not self.place:
            return None
        return Q(
            pk__in=Address.objects.filter(place_key=self.place).exclude(place_key="").values("person_id")
        )


def search(
    *,
    given: str = "",
    family: str = "",
    born: date | None = None,
    nhs_number: str = "",
    postcode: str = "",
    lines: str = "",
    limit: int = LIMIT,
) -> list[Candidate]:
    """People that agree with any of these well enough to look at, best first.

    The index finds what is misspelt or swapped, the plain search what is only begun; where the index does not answer,
    the plain search stands alone.
    """
    said: Said = {"given_name": given, "family_name": family, "nhs_number": nhs_number}
    if born:
        said["born"] = {"year": born.year, "month": born.month, "day": born.day}
    said["address"] = {"lines": lines, "postcode": postcode}
    return _both_ways([said], limit)


def search_typed(text: str, *, today: date, limit: int = LIMIT) -> list[Candidate]:
    """The same for what somebody types in one line; see `typed.read_typed`. Nothing readable finds nobody."""
    said, names = read_typed(text, today=today)
    if len(names) == 1:  # a first name or a family name: nobody knows which
        return _both_ways([{**said, "family_name": names[0]}, {**said, "given_name": names[0]}], limit)
    if names:
        said = {**said, "given_name": names[0], "family_name": names[-1]}
        if len(names) > 2:
            said["middle_name"] = " ".join(names[1:-1])
    return _both_ways([said], limit)


def _both_ways(asked: list[Said], limit: int) -> list[Candidate]:
    """Those whom the index and the plain search find for any of these: persons before households."""
    indexed = known_of([(values_of(one), ()) for one in asked], limit=limit)
    plain = [each for some in _find([_asked_of_said(one) for one in asked], limit=limit) for each in some]
    found = [_candidate(each) for some in indexed or () for each in some]
    ordered = [
        *sorted((one for one in found if not one.household), key=lambda one: -(one.probability or 0)),
        *sorted(plain, key=lambda one: -one.strength),
        *(one for one in found if one.household),
    ]
    once: dict[int, Candidate] = {}
    for one in ordered:
        once.setdefault(one.person.pk, one)
    return list(once.values())[:limit]


def _candidate(known: Known) -> Candidate:
    return Candidate(known.person, known.reasons, round(known.weight), known.probability, known.household)


def _find(asked: list[_Asked], *, limit: int = LIMIT) -> list[list[Candidate]]:
    """Whom each may be, best first and at most `limit`: two queries, however many are asked for.

    Everyone is shown as who stands for them now, once, for the best of the reasons.
    """
    found: list[dict[int, Person]] = [{} for _ in asked]
    parts = [part for number, one in enumerate(asked) for part in one.people(number, limit * 3)]
    if parts:
        for person in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
            number: int = person.asked  # type: ignore[attr-defined] # the mark of `people`
            found[number].setdefault(person.pk, person)
    now = current_of(person for some in found for person in some.values()) if any(found) else {}
    return [
        _once((_weigh(each, one.given, one.family, one.born, one.nhs_number) for each in some.values()), now)[
            :limit
        ]
        for one, some in zip(asked, found, strict=True)
    ]


def _once(found: Iterable[Candidate], now: Mapping[int, Person]) -> list[Candidate]:
    """Each who stands for those found, best first."""
    best: dict[int, Candidate] = {}
    for one in sorted(found, key=lambda each: (-each.strength, each.person.pk)):
        stands = now[one.person.pk]
        best.setdefault(stands.pk, replace(one, person=stands))
    return sorted(best.values(), key=lambda each: (-each.strength, each.person.pk))


def _weigh(person: Person, given: str, family: str, born: date | None, nhs_number: str) -> Candidate:
    found = [
        one
        for one in (
            _by_identifier(person, nhs_number),
            _by_name(person, given, family),
            _by_birth(person, born),
        )
        if one
    ] or [(1, "same address")]
    return Candidate(person, tuple(reason for _, reason in found), sum(weight for weight, _ in found))


# A weight only orders the list, and the reason beside it is what a person reads.
def _by_identifier(person: Person, nhs_number: str) -> tuple[int, str] | None:
    if not (nhs_number and person.nhs_number):
        return None
    return (10, "same NHS number") if person.nhs_number == nhs_number else (-4, "different NHS number")


def _by_name(person: Person, given: str, family: str) -> tuple[int, str] | None:
    same_given, same_family = person.given_key == given != "", person.family_key == family != ""
    if same_given and same_family:
        return 4, "same name"
    if given and family and (person.given_key, person.family_key) == (family, given):
        return 3, "names the other way round"
    if same_family:
        return 2, "same family name"
    if same_given:
        return 1, "same first name"
    begun = (family and person.family_key.startswith((family, given or family))) or (
        given and person.given_key.startswith(given)
    )
    return (1, "name begins like this") if begun else None


def _by_birth(person: Person, born: date | None) -> tuple[int, str] | None:
    known = person.date_of_birth
    if not (born and known):
        return None
    if known == born:
        return 4, "same date of birth"
    if (known.year, known.month, known.day) == (born.year, born.day, born.month):
        return 3, "date of birth with day and month swapped"
    return -2, "different date of birth"


def candidates(record: Record, *, limit: int = 5) -> list[Candidate]:
    """Who a record may already be: those found by what it says, without the person it is already said to be of."""
    return candidates_of([record], limit=limit)[record.pk]


def candidates_of(records: Iterable[Record], *, limit: int = 5) -> dict[int, list[Candidate]]:
    """Who each of these records may already be, by the record's number: few queries, however many there are."""
    wanted = list(records)
    indexed = known_of([(values_of(one.said), (one.pk,)) for one in wanted], limit=limit)
    if indexed is not None:
        return {
            record.pk: [_candidate(one) for one in some] for record, some in zip(wanted, indexed, strict=True)
        }
    found = _find([_asked_of(one) for one in wanted])
    return {
        record.pk: [each for each in some if each.strength >= 2 or "same address" in each.reasons][:limit]
        for record, some in zip(wanted, found, strict=True)
    }


def _asked_of(record: Record) -> _Asked:
    return _asked_of_said(record.said)


def _asked_of_said(said: Said) -> _Asked:
    address = said.get("address") or {}
    return _Asked.of(
        given=said.get("given_name", ""),
        family=said.get("family_name", ""),
        born=as_date(said.get("born")),
        nhs_number=said.get("nhs_number", ""),
        postcode=address.get("postcode", ""),
        lines=address.get("lines", ""),
    )


# What the other is, where somebody is this of them.
_TURNED = {
    "parent of": "child of",
    "child of": "parent of",
    "grandparent of": "grandchild of",
    "grandchild of": "grandparent of",
    "partner of the parent of": "child of the partner of",
    "child of the partner of": "partner of the parent of",
    "carer of": "cared for by",
    "cared for by": "carer of",
}


_COLUMNS = Person._meta.concrete_fields  # noqa: SLF001 - Django documents it
# Each arm starts from the people asked about and follows an index: a join that the planner may turn round would read
# every address that there is. The condition on place_key is that of its partial index. Whoever is one with somebody asked
# about is asked about too, and whoever is near is shown as who stands for them.
_NEAR = f"""
WITH ours AS MATERIALIZED (SELECT array_agg(DISTINCT w.id) AS ids FROM mash.all_who_are(%(ids)s::bigint[]) w),
near AS MATERIALIZED (
  SELECT r.other_id AS id, r.kind, true AS turned FROM people_relationship r
   WHERE r.person_id = ANY ((SELECT ids FROM ours)::bigint[]) AND r.ended_at IS NULL
  UNION
  SELECT r.person_id, r.kind, false FROM people_relationship r
   WHERE r.other_id = ANY ((SELECT ids FROM ours)::bigint[]) AND r.ended_at IS NULL
  UNION
  SELECT a.person_id, NULL, false FROM people_address a
   WHERE a.place_key = ANY (ARRAY(SELECT h.place_key FROM people_address h
                                   WHERE h.person_id = ANY ((SELECT ids FROM ours)::bigint[]) AND h.until_on IS NULL
                                     AND h.place_key <> ''))
     AND NOT (a.place_key = '') AND a.until_on IS NULL),
now AS MATERIALIZED (
  SELECT w.asked, w.stands FROM mash.all_who_are(ARRAY(SELECT DISTINCT id FROM near)) w WHERE w.id = w.stands)
SELECT near.kind, near.turned, {", ".join(f"p.{one.column}" for one in _COLUMNS)}
  FROM near JOIN now ON now.asked = near.id JOIN people_person p ON p.id = now.stands
 WHERE p.id <> ALL ((SELECT ids FROM ours)::bigint[]) ORDER BY p.id, near.kind
"""  # noqa: S608 - the model's own columns


def household(people: list[Person]) -> list[tuple[Person, str]]:
    """Others who are related to these people or live where they live, each with why they are here.

    Whoever is one with somebody counts as that person: asked about with them, and shown once, as who stands now.
    One query, however many people there are.
    """
    ids = sorted({person.pk for person in people})
    if not ids:
        return []
    found: dict[int, Person] = {}
    kinds: dict[int, list[str]] = {}
    with prepared_cursor() as cursor:
        cursor.execute(_NEAR, {"ids": sized(ids)})
        rows = cursor.fetchall()
    for kind, turned, *row in rows:
        person = Person.from_db(connection.alias, [one.attname for one in _COLUMNS], row)
        found.setdefault(person.pk, person)
        kinds.setdefault(person.pk, [])
        if kind:
            kinds[person.pk].append(_TURNED.get(kind, kind) if turned else kind)
    return [(person, ", ".join(sorted(set(kinds[pk]))) or "same address") for pk, person in found.items()]


def addresses_of(people: Iterable[Person]) -> list[Address]:
    """Where these persons live or lived, as far as the asker may know, each place once; one query."""
    found = Address.objects.filter(person__in=[one.pk for one in people]).order_by("-pk")
    return each_once(found)


def each_once(addresses: Iterable[Address]) -> list[Address]:
    """The same address, learnt from several records, once: the first of them."""
    kept: dict[tuple[str, str, date | None], Address] = {}
    for one in addresses:
        kept.setdefault((one.lines, one.postcode, one.until_on), one)
    return list(kept.values())

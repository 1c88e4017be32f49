"""Find a person: the plain search by name, date of birth, NHS number and address.

Everything that looks for a person asks here, so that better matching can take its place unseen.
Comparisons are by equality and range on folded keys: those are leakproof, so an index serves them under policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from mash.foundation.visibility.prepared import prepared_cursor, sized
from mash.registers.people.finding.queries import Known, known_of
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Address, Person, Record
from mash.registers.people.rows import person_columns, person_from
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
    def begins(self) -> Iterator[tuple[str, str, date | None]]:
        """Beginnings of (family name, first name) that a row may have, with a date of birth or without."""
        if self.family and self.given:
            yield self.family, self.given[:3], None
            yield self.given, self.family, None
        elif self.family or self.given:
            yield self.family or self.given, "", None
        if self.born and (self.family or not self.given):
            yield self.family[:2], "", self.born
        if self.born and self.given:
            yield "", self.given[:2], self.born

    @property
    def alone(self) -> str:
        """The one name that is asked for, which may be a first name as well."""
        return "" if self.family and self.given else self.family or self.given


# Whom each of several may be. The arms of one question are read one after the other, and each follows an index of its own;
# what a question does not ask runs nothing. Conditions compare with values alone, so that policies let an index serve them.
# Everyone is shown as who stands for them now.
_PLAIN = f"""
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest(%(numbers)s::bigint[], %(nhs)s::text[], %(alone)s::text[], %(places)s::text[])
             AS a (number, nhs, alone, place)),
begins AS MATERIALIZED (
  SELECT * FROM unnest(%(of)s::bigint[], %(family)s::text[], %(family_end)s::text[], %(given)s::text[],
                       %(given_end)s::text[], %(born)s::date[]) AS b (number, family, family_end, given, given_end, born)),
found AS MATERIALIZED (
  SELECT a.number, p.id FROM asked a CROSS JOIN LATERAL (
    SELECT id FROM people_person WHERE nhs_number = a.nhs AND NOT (nhs_number = '') LIMIT %(most)s::bigint) p
   WHERE a.nhs <> ''
  UNION
  SELECT a.number, p.id FROM asked a CROSS JOIN LATERAL (
    SELECT id FROM people_person WHERE given_key = a.alone LIMIT %(most)s::bigint) p WHERE a.alone <> ''
  UNION
  SELECT b.number, p.id FROM begins b CROSS JOIN LATERAL (
    SELECT id FROM people_person WHERE family_key >= b.family AND family_key < b.family_end
       AND given_key >= b.given AND given_key < b.given_end LIMIT %(most)s::bigint) p WHERE b.born IS NULL
  UNION
  SELECT b.number, p.id FROM begins b CROSS JOIN LATERAL (
    SELECT id FROM people_person WHERE date_of_birth = b.born AND family_key >= b.family AND family_key < b.family_end
       AND given_key >= b.given AND given_key < b.given_end LIMIT %(most)s::bigint) p WHERE b.born IS NOT NULL
  UNION
  SELECT a.number, h.person_id FROM asked a CROSS JOIN LATERAL (
    SELECT person_id FROM people_address WHERE place_key = a.place AND NOT (place_key = '') LIMIT %(most)s::bigint) h
   WHERE a.place <> ''),
led AS MATERIALIZED (
  SELECT g.person_id, g.into_id FROM people_merge g WHERE g.person_id = ANY (ARRAY(SELECT id FROM found))),
who AS MATERIALIZED (
  SELECT {person_columns("p")} FROM people_person p
   WHERE p.id = ANY (ARRAY(SELECT id FROM found UNION SELECT into_id FROM led)))
SELECT found.number, {person_columns("p")}, {person_columns("now")}
  FROM found JOIN who p ON p.id = found.id
  LEFT JOIN led ON led.person_id = found.id LEFT JOIN who now ON now.id = led.into_id
"""  # noqa: S608 - the model's own columns


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
    """Whom each may be, best first and at most `limit`: one query, however many are asked for.

    Everyone is shown as who stands for them now, once, for the best of the reasons.
    """
    begins = [(number, *one) for number, each in enumerate(asked) for one in each.begins]
    if not begins and not any(one.nhs_number or one.place for one in asked):
        return [[] for _ in asked]
    with prepared_cursor() as cursor:
        cursor.execute(
            _PLAIN,
            {
                "numbers": sized(list(range(len(asked)))),
                "nhs": [one.nhs_number for one in asked],
                "alone": [one.alone for one in asked],
                "places": [one.place for one in asked],
                "of": sized([number for number, *_ in begins]),
                "family": [family for _, family, _, _ in begins],
                "family_end": [family + _END for _, family, _, _ in begins],
                "given": [given for *_, given, _ in begins],
                "given_end": [given + _END for *_, given, _ in begins],
                "born": [born for *_, born in begins],
                "most": sized(limit * 3),
            },
        )
        rows = cursor.fetchall()
    found: list[list[Candidate]] = [[] for _ in asked]
    for number, *row in rows:
        one, mine, stands = asked[number], row[: len(row) // 2], row[len(row) // 2 :]
        weighed = _weigh(person_from(mine), one.given, one.family, one.born, one.nhs_number)
        found[number].append(weighed if stands[0] is None else replace(weighed, person=person_from(stands)))
    return [_once(some)[:limit] for some in found]


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    """Each once, best first."""
    best: dict[int, Candidate] = {}
    for one in sorted(found, key=lambda each: (-each.strength, each.person.pk, each.reasons)):
        best.setdefault(one.person.pk, one)
    return list(best.values())


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
SELECT near.kind, near.turned, {person_columns("p")}
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
        person = person_from(row)
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

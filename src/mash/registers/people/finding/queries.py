"""Who the index says somebody may be, as the asker may know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mash.foundation.visibility.prepared import prepared_cursor, sized
from mash.registers.people.finding import ask
from mash.registers.people.matching.finds import Found
from mash.registers.people.models import Person
from mash.registers.people.rows import person_columns, person_from

LEAST = 0.001  # a person less likely than this, and of no likely household, is not worth a look
KIN = 0.3  # from here on somebody is taken for one of the household
REACH = 5  # records asked for, for each person wanted: several are of one person, and some are not to be seen


@dataclass(frozen=True, slots=True)
class Known:
    """A person who this may be (`household` false), or one of the likely household (true).

    `reasons` are words, what speaks for it first. The figures are of the record that fits best.
    """

    person: Person
    reasons: tuple[str, ...]
    weight: float
    probability: float
    household: bool


def known(values: Mapping[str, str], *, limit: int, without: Sequence[int] = ()) -> list[Known] | None:
    """Whom these values may be of, best first, then the household; None where the index does not answer."""
    found = known_of([(values, without)], limit=limit)
    return None if found is None else found[0]


def known_of(
    asked: Sequence[tuple[Mapping[str, str], Sequence[int]]], *, limit: int
) -> list[list[Known]] | None:
    """The same of several at once: one statement, however many."""
    hits: list[list[Found]] = []
    for values, without in asked:
        some = ask.find(values, limit=limit * REACH, without=without, least=(LEAST, KIN))
        if some is None:
            return None
        hits.append(some)
    persons = _persons({each.key for some in hits for each in some})
    return [_grouped(some, persons, limit) for some in hits]


# Whom the asker may know these records to be of, as who stands for them now: the policies decide, and what came in with a
# matter that is hidden leads nobody anywhere. Each step follows an index, whatever the planner thinks of the numbers.
_PERSONS = f"""
WITH said AS MATERIALIZED (
  SELECT i.record_id, i.person_id FROM people_identification i
   WHERE i.record_id = ANY (ARRAY(SELECT mash.findable(%(records)s::bigint[]))) AND i.undone_at IS NULL),
led AS MATERIALIZED (
  SELECT g.person_id, g.into_id FROM people_merge g WHERE g.person_id = ANY (ARRAY(SELECT person_id FROM said))),
now AS MATERIALIZED (
  SELECT said.record_id, coalesce(led.into_id, said.person_id) AS stands
    FROM said LEFT JOIN led ON led.person_id = said.person_id)
SELECT now.record_id, {person_columns("p")} FROM now JOIN people_person p ON p.id = now.stands
 WHERE p.id = ANY (ARRAY(SELECT stands FROM now))
"""  # noqa: S608 - the model's own columns


def _persons(records: set[int]) -> dict[int, Person]:
    """By record, whom the asker may know it to be of."""
    if not records:
        return {}
    with prepared_cursor() as cursor:
        cursor.execute(_PERSONS, {"records": sized(sorted(records))})
        rows = cursor.fetchall()
    made: dict[int, Person] = {}
    for _, *row in rows:
        if row[0] not in made:
            made[row[0]] = person_from(row)
    return {record: made[number] for record, number, *_ in rows}


def _grouped(hits: Sequence[Found], persons: Mapping[int, Person], limit: int) -> list[Known]:
    best: dict[int, tuple[Person, Found]] = {}
    for hit in sorted(hits, key=lambda each: -each.weight):
        person = persons.get(hit.key)
        if person is not None and (hit.probability >= LEAST or hit.household >= KIN):
            best.setdefault(person.pk, (person, hit))
    same = [one for one in best.values() if one[1].household <= one[1].probability]
    kin = [one for one in best.values() if one[1].household > one[1].probability]
    return [_known(*one) for one in (*same[:limit], *kin[:limit])]


def _known(person: Person, hit: Found) -> Known:
    household = hit.household > hit.probability
    return Known(person, words_of(hit), hit.weight, hit.probability, household)


def words_of(found: Found) -> tuple[str, ...]:
    """What speaks for one person, the strongest first, then what speaks against; what says next to nothing is left out."""
    telling = [each for each in found.reasons if abs(each.bits) >= 0.5]
    return tuple(each.words for each in sorted(telling, key=lambda each: (each.bits < 0, -abs(each.bits))))

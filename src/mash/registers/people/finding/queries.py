"""Who the index says somebody may be, as the asker may know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from mash.registers.people.clusters.queries import current_of
from mash.registers.people.finding import ask
from mash.registers.people.matching.finds import Found
from mash.registers.people.models import Identification, Person

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
    """The same of several at once: three statements, however many."""
    hits: list[list[Found]] = []
    for values, without in asked:
        some = ask.find(values, limit=limit * REACH, without=without)
        if some is None:
            return None
        hits.append(some)
    persons = _persons({each.key for some in hits for each in some})
    return [_grouped(some, persons, limit) for some in hits]


def _persons(records: set[int]) -> dict[int, Person]:
    """Whom the asker may know these records to be of, by record: the policies decide."""
    if not records:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.findable(%s::bigint[])", [sorted(records)])
        findable = [number for (number,) in cursor.fetchall()]
    rows = Identification.objects.filter(record__in=findable, undone_at__isnull=True).select_related("person")
    said = {row.record_id: row.person for row in rows}
    now = current_of(said.values())
    return {record: now[person.pk] for record, person in said.items() if person.pk in now}


def _grouped(hits: Sequence[Found], persons: Mapping[int, Person], limit: int) -> list[Known]:
    best: dict[int, Known] = {}
    for hit in sorted(hits, key=lambda each: -each.weight):
        person = persons.get(hit.key)
        if person is None or person.pk in best:
            continue
        household = hit.household > hit.probability
        if hit.probability >= LEAST or hit.household >= KIN:
            best[person.pk] = Known(person, words_of(hit), hit.weight, hit.probability, household)
    same = [one for one in best.values() if not one.household]
    kin = [one for one in best.values() if one.household]
    return same[:limit] + kin[:limit]


def words_of(found: Found) -> tuple[str, ...]:
    """What speaks for one person, the strongest first, then what speaks against; what says next to nothing is left out."""
    telling = [each for each in found.reasons if abs(each.bits) >= 0.5]
    return tuple(each.words for each in sorted(telling, key=lambda each: (each.bits < 0, -abs(each.bits))))

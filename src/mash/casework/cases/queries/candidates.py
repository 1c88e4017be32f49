"""Who the people of a case may already be, and how much is held about each: for the overview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from mash.casework.matters.models import Subject
from mash.registers.people.models import Person
from mash.registers.people.queries import candidates_of

_MATTERS = """
WITH who AS MATERIALIZED (SELECT asked, id FROM mash.all_who_are(%(people)s::bigint[]))
SELECT who.asked, m.ref, h.name, false AS elsewhere
  FROM (SELECT person_id, matter_id FROM matters_subject WHERE person_id = ANY (ARRAY(SELECT id FROM who))) s
  JOIN who ON who.id = s.person_id
  JOIN matters_matter m ON m.id = s.matter_id JOIN agencies_hub h ON h.id = m.hub_id
UNION
SELECT who.asked, k.ref, k.hub, true
  FROM mash.known_elsewhere(ARRAY(SELECT id FROM who)) k JOIN who ON who.id = k.person_id
"""


@dataclass(frozen=True, slots=True)
class MayBe:
    """Someone who a subject may be: why, and how many matters each hub has on them.

    `elsewhere` are the references of other hubs' matters, for the ledger: they are not shown.
    """

    person: Person
    reasons: tuple[str, ...]
    matters: tuple[tuple[str, int], ...]
    elsewhere: frozenset[str]

    @property
    def count(self) -> int:
        return sum(number for _hub, number in self.matters)


def who_they_may_be(subjects: Iterable[Subject], *, limit: int = 3) -> dict[int, list[MayBe]]:
    """For each subject not yet identified, by its number, whom it may be, best first; three queries, however many."""
    wanted = [one for one in subjects if one.person_id is None]
    found = candidates_of([one.record for one in wanted], limit=limit) if wanted else {}
    people = sorted({each.person.pk for some in found.values() for each in some})
    held = _matters(people) if people else {}
    return {
        one.pk: [
            MayBe(each.person, each.reasons, *held.get(each.person.pk, ((), frozenset())))
            for each in found[one.record_id]
        ]
        for one in wanted
    }


def _matters(people: list[int]) -> dict[int, tuple[tuple[tuple[str, int], ...], frozenset[str]]]:
    hubs: dict[int, dict[str, set[str]]] = {}
    away: dict[int, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MATTERS, {"people": people})
        for person, ref, hub, elsewhere in cursor.fetchall():
            hubs.setdefault(person, {}).setdefault(hub, set()).add(ref)
            if elsewhere:
                away.setdefault(person, set()).add(ref)
    return {
        person: (
            tuple((hub, len(refs)) for hub, refs in sorted(known.items())),
            frozenset(away.get(person, ())),
        )
        for person, known in hubs.items()
    }

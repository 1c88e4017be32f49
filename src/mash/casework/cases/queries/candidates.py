"""Who the people of a case may already be, and how much is held about each: for the overview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Prefetch, prefetch_related_objects

from mash.casework.matters.models import FurtherRecord, Subject
from mash.foundation.kernel import Ref
from mash.registers.people.models import Person, Record
from mash.registers.people.queries import Candidate, candidates_of

# One statement for all that stands beside a candidate: what each hub holds, who works on it now, and who of the family
# lives elsewhere. Columns: what it is, the person asked about, a reference, and two texts.
_BESIDE = """
WITH who AS MATERIALIZED (SELECT asked, id FROM mash.all_who_are(%(people)s::bigint[])),
held AS MATERIALIZED (
  SELECT who.asked, m.id, m.ref, h.name
    FROM (SELECT person_id, matter_id FROM matters_subject WHERE person_id = ANY (ARRAY(SELECT id FROM who))) s
    JOIN who ON who.id = s.person_id
    JOIN matters_matter m ON m.id = s.matter_id JOIN agencies_hub h ON h.id = m.hub_id),
near AS MATERIALIZED (
  SELECT who.asked, r.person_id AS id, r.kind
    FROM people_relationship r JOIN who ON who.id = r.other_id
   WHERE r.other_id = ANY (ARRAY(SELECT id FROM who)) AND r.ended_at IS NULL AND r.kind = ANY (%(kinds)s::text[])
  UNION
  SELECT who.asked, r.other_id, CASE r.kind WHEN 'child of' THEN 'parent of' ELSE r.kind END
    FROM people_relationship r JOIN who ON who.id = r.person_id
   WHERE r.person_id = ANY (ARRAY(SELECT id FROM who)) AND r.ended_at IS NULL AND r.kind = ANY (%(turned)s::text[]))
SELECT 'held', asked, ref::text, name::text, '' FROM held
UNION
SELECT 'elsewhere', who.asked, k.ref, k.hub, ''
  FROM mash.known_elsewhere(ARRAY(SELECT id FROM who)) k JOIN who ON who.id = k.person_id
UNION
SELECT 'open', held.asked, held.ref::text, coalesce(u.name, ''), ''
  FROM held JOIN cases_case c ON c.matter_id = held.id AND c.closed_at IS NULL
  LEFT JOIN accounts_user u ON u.id = c.worker_id
UNION
SELECT 'near', near.asked, p.public_id::text, near.kind || ': ' || concat_ws(' ', p.given_name, p.family_name),
       concat_ws(', ', nullif(a.lines, ''), nullif(a.postcode, ''))
  FROM near JOIN people_person p ON p.id = near.id
  JOIN people_address a ON a.person_id = near.id AND a.until_on IS NULL
 WHERE a.place_key NOT IN (SELECT h.place_key FROM people_address h JOIN who ON who.id = h.person_id
                            WHERE who.asked = near.asked AND h.until_on IS NULL)
"""
# What somebody is to the person, as it is recorded of them; and what is the same, or turns, seen from the other side.
_KINDS = ["sibling of", "twin of", "parent of", "partner of", "partner of the parent of", "carer of",
          "alleged source of harm to"]  # fmt: skip
_TURNED = ["sibling of", "twin of", "child of", "partner of"]


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody of the family, or an alleged source of harm, whose home is another one. `kind` is what they are to the
    person, `where` their address.
    """

    person: str
    name: str
    kind: str
    where: str


@dataclass(frozen=True, slots=True)
class MayBe:
    """Someone who a subject may be: why, how likely, and how many matters each hub has on them.

    `household` says that it is rather somebody of the same home. `open_cases` are (reference, allocated worker or "").
    `elsewhere` are the references of other hubs' matters, for the ledger: they are not shown.
    """

    person: Person
    reasons: tuple[str, ...]
    matters: tuple[tuple[str, int], ...] = ()
    elsewhere: frozenset[str] = frozenset()
    probability: float | None = None
    household: bool = False
    open_cases: tuple[tuple[str, str], ...] = ()
    near: tuple[Near, ...] = ()

    @property
    def count(self) -> int:
        return sum(number for _hub, number in self.matters)

    @property
    def refs(self) -> list[Ref]:
        """Everybody and everything that is shown with this candidate, as the ledger names them."""
        return [
            Ref("person", self.person.public_id),
            *(Ref("person", one.person) for one in self.near),
            *(Ref("matter", ref) for ref, _worker in self.open_cases),
            *(Ref("matter", ref) for ref in sorted(self.elsewhere)),
        ]


def who_they_may_be(subjects: Iterable[Subject], *, limit: int = 3) -> dict[int, list[MayBe]]:
    """For each subject not yet identified, by its number, whom it may be, best first; four queries, however many."""
    return whom([one for one in subjects if one.person_id is None], limit=limit)


def whom(subjects: Iterable[Subject], *, limit: int = 5) -> dict[int, list[MayBe]]:
    """The same of these subjects, identified or not. What other sources said of them since points to people too."""
    wanted = list(subjects)
    said = _said_of(wanted)
    records = [record for some in said.values() for record in some]
    by_record = candidates_of(records, limit=limit) if records else {}
    found = {number: _together(by_record, some)[:limit] for number, some in said.items()}
    people = sorted({each.person.pk for some in found.values() for each in some})
    beside = _beside(people) if people else {}
    return {
        one.pk: [
            MayBe(
                each.person,
                each.reasons,
                probability=each.probability,
                household=each.household,
                **beside.get(each.person.pk, {}),
            )
            for each in found[one.pk]
        ]
        for one in wanted
    }


def _said_of(subjects: list[Subject]) -> dict[int, list[Record]]:
    """The records about each subject by its number: the last that came first, their own at the end."""
    # What the page has read already is not asked for again.
    later = Prefetch("further_records", FurtherRecord.objects.select_related("record").order_by("pk"))
    prefetch_related_objects(subjects, later)
    return {
        one.pk: [*(each.record for each in reversed(list(one.further_records.all()))), one.record]
        for one in subjects
    }


def _together(by_record: dict[int, list[Candidate]], records: list[Record]) -> list[Candidate]:
    """Whom any of these records may be of, each once, as the first record that points to them says."""
    found = {each.person.pk: each for one in reversed(records) for each in by_record[one.pk]}
    order = dict.fromkeys(each.person.pk for one in records for each in by_record[one.pk])
    return [found[number] for number in order]


def _beside(people: list[int]) -> dict[int, dict[str, Any]]:
    hubs: dict[int, dict[str, set[str]]] = {}
    away: dict[int, set[str]] = {}
    open_cases: dict[int, set[tuple[str, str]]] = {}
    near: dict[int, set[tuple[str, str, str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, {"people": people, "kinds": _KINDS, "turned": _TURNED})
        for what, person, ref, text, where in cursor.fetchall():
            if what == "open":
                open_cases.setdefault(person, set()).add((ref, text))
            elif what == "near":
                kind, _colon, name = text.partition(": ")
                near.setdefault(person, set()).add((ref, name, kind, where))
            else:
                hubs.setdefault(person, {}).setdefault(text, set()).add(ref)
                if what == "elsewhere":
                    away.setdefault(person, set()).add(ref)
    return {
        person: {
            "matters": tuple((hub, len(refs)) for hub, refs in sorted(hubs.get(person, {}).items())),
            "elsewhere": frozenset(away.get(person, ())),
            "open_cases": tuple(sorted(open_cases.get(person, ()))),
            "near": tuple(Near(*one) for one in sorted(near.get(person, ()))),
        }
        for person in people
    }

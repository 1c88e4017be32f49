"""What came before a contact of the same people or dwelling, as visible to whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from mash.casework.cases.models import HistoryView
from mash.casework.cases.repeats import Earlier, Repeats, Threshold, count
from mash.casework.intake.models import Contact
from mash.foundation.kernel import Actor
from mash.foundation.visibility.prepared import prepared_cursor, sized
from mash.registers.standards.queries import codes

MOST: Final = 100
"""So many earlier contacts of one person or one dwelling are read, the latest first."""
LATER: Final = 20

# Each arm starts from the contacts asked about and follows an index: by equality and order of plain numbers and times,
# which the policies let an index serve. Of the marks (joining/rules.py) those of people and dwellings count, however
# long ago. Whoever is one with somebody counts as that person.
_BEFORE: Final = """
WITH mine AS MATERIALIZED (
  SELECT k.matter_id, CASE k.kind WHEN 'place' THEN 'place' ELSE 'person' END AS kind, k.key, max(k.received_at) AS at
    FROM joining_mark k
   WHERE k.matter_id = ANY (%(matters)s::bigint[]) AND k.kind IN ('nhs', 'born', 'place') GROUP BY 1, 2, 3),
alike AS MATERIALIZED (
  SELECT mine.matter_id AS here, t.matter_id AS there, mine.kind FROM mine CROSS JOIN LATERAL (
    (SELECT k.matter_id FROM joining_mark k WHERE k.key = mine.key AND k.received_at <= mine.at
      ORDER BY k.received_at DESC LIMIT %(most)s::bigint)
    UNION ALL
    (SELECT k.matter_id FROM joining_mark k WHERE k.key = mine.key AND k.received_at > mine.at
      ORDER BY k.received_at LIMIT %(later)s::bigint)) t
   WHERE t.matter_id <> mine.matter_id),
named AS MATERIALIZED (
  SELECT s.matter_id, s.person_id FROM matters_subject s
   WHERE s.matter_id = ANY (%(matters)s::bigint[]) AND s.person_id IS NOT NULL),
who AS MATERIALIZED (
  SELECT w.asked, w.id FROM mash.all_who_are(ARRAY(SELECT DISTINCT person_id FROM named)) w),
same AS MATERIALIZED (
  SELECT named.matter_id AS here, s.matter_id AS there, 'identified' AS kind
    FROM (SELECT person_id, matter_id FROM matters_subject WHERE person_id = ANY (ARRAY(SELECT id FROM who))) s
    JOIN who ON who.id = s.person_id JOIN named ON named.person_id = who.asked
   WHERE s.matter_id <> named.matter_id),
found AS MATERIALIZED (
  SELECT here, there, array_agg(DISTINCT kind::text) AS why
    FROM (SELECT * FROM alike UNION ALL SELECT * FROM same) x GROUP BY 1, 2),
contact AS MATERIALIZED (
  SELECT k.id, k.ref, k.kind, k.received_at, k.incident, k.matter_id FROM intake_contact k
   WHERE k.matter_id = ANY (ARRAY(SELECT there FROM found))),
at_work AS MATERIALIZED (
  SELECT c.matter_id, c.rating, c.closed_at IS NULL AND c.state <> 'new' AS open FROM cases_case c
   WHERE c.matter_id = ANY (ARRAY(SELECT there FROM found))),
bare AS MATERIALIZED (
  SELECT m.id, m.ref FROM matters_matter m WHERE m.id = ANY (ARRAY(SELECT there FROM found)))
SELECT found.here, contact.ref, bare.ref, contact.kind, contact.received_at, contact.id, contact.incident, found.why,
       coalesce(at_work.open, false), coalesce(at_work.rating, '')
  FROM found JOIN contact ON contact.matter_id = found.there JOIN bare ON bare.id = found.there
  LEFT JOIN at_work ON at_work.matter_id = found.there
"""


def thresholds(population: str, *, at: datetime) -> tuple[Threshold, ...]:
    """At how many contacts somebody must look first, as in force at that time for `children` or `adults`."""
    return tuple(
        Threshold(one.code, int(str(one.attributes["months"])), int(str(one.attributes["times"])))
        for one in codes("repeat-concern", at=at, populations=population)
    )


def repeats_of(contacts: Iterable[Contact], *, at: datetime) -> dict[int, Repeats]:
    """What came before each of these contacts, by the contact's number; one query, however many there are."""
    wanted = list(contacts)
    if not wanted:
        return {}
    matters = sorted({one.matter_id for one in wanted})
    with prepared_cursor() as cursor:
        cursor.execute(_BEFORE, {"matters": sized(matters), "most": sized(MOST), "later": sized(LATER)})
        rows = cursor.fetchall()
    found: dict[int, list[Earlier]] = {}
    for here, ref, matter, kind, received, number, incident, why, is_open, rating in rows:
        found.setdefault(here, []).append(
            Earlier(ref, matter, kind, received, number, incident, frozenset(why), is_open, rating)
        )
    return {
        one.pk: count(
            found.get(one.matter_id, ()),
            at=one.received_at,
            number=one.pk,
            incident=one.incident,
            thresholds=thresholds(one.population, at=at),
        )
        for one in wanted
    }


def repeats_for(matter: int, *, at: datetime) -> Repeats | None:
    """What came before the latest contact of a matter; None where there is none to be seen. Two queries."""
    contact = Contact.objects.filter(matter_id=matter).order_by("received_at", "pk").last()
    return repeats_of([contact], at=at)[contact.pk] if contact is not None else None


def looked(by: Actor, repeats: dict[int, Repeats], contacts: Iterable[Contact]) -> set[int]:
    """The numbers of those contacts of which this person had what came before on the screen, as it is now; one query."""
    wanted = list(contacts)
    seen = set(
        HistoryView.objects.filter(
            user_id=by.user or 0, matter_id__in={one.matter_id for one in wanted}
        ).values_list("matter_id", "fingerprint")
    )
    return {one.pk for one in wanted if (one.matter_id, repeats[one.pk].fingerprint) in seen}

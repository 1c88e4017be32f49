"""Where a person is known: the matters that the asker sees, and of other hubs the hub and its telephone alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.expressions import RawSQL

from mash.casework.cases.queries.together import everyone
from mash.casework.matters.models import Subject
from mash.foundation.visibility.prepared import prepared_cursor, sized

_ELSEWHERE = """
WITH who AS MATERIALIZED (SELECT asked, id FROM mash.all_who_are(%(people)s::bigint[]))
SELECT DISTINCT who.asked, k.ref, k.hub, k.phone
  FROM mash.known_elsewhere(ARRAY(SELECT id FROM who)) k JOIN who ON who.id = k.person_id ORDER BY k.hub, k.ref
"""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One matter of another hub with this person in it; `ref` is for the ledger and is not shown."""

    person: int
    ref: str
    hub: str
    phone: str


def elsewhere(people: Iterable[int]) -> list[Elsewhere]:
    """The matters of other hubs in which these persons are, or whoever is one with them; one query.

    `person` of each is the number that was asked for.
    """
    wanted = list(people)
    if not wanted:
        return []
    with prepared_cursor() as cursor:
        cursor.execute(_ELSEWHERE, {"people": sized(wanted)})
        return [Elsewhere(*row) for row in cursor.fetchall()]


_HELD = """
WITH who AS MATERIALIZED (SELECT asked, id FROM mash.all_who_are(%(people)s::bigint[]))
SELECT DISTINCT who.asked, m.ref::text, h.name::text, false
  FROM (SELECT person_id, matter_id FROM matters_subject WHERE person_id = ANY (ARRAY(SELECT id FROM who))) s
  JOIN who ON who.id = s.person_id
  JOIN matters_matter m ON m.id = s.matter_id JOIN agencies_hub h ON h.id = m.hub_id
UNION ALL
SELECT DISTINCT who.asked, k.ref, k.hub, true
  FROM mash.known_elsewhere(ARRAY(SELECT id FROM who)) k JOIN who ON who.id = k.person_id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """One matter that a person is in, of the asker's own or of another hub (`away`): there `ref` is for the ledger alone."""

    person: int
    ref: str
    hub: str
    away: bool


def held_of(people: Iterable[int]) -> list[Held]:
    """Which matters these persons are in, or whoever is one with them, as far as the asker may know; one query.

    `person` of each is the number that was asked for.
    """
    wanted = list(people)
    if not wanted:
        return []
    with prepared_cursor() as cursor:
        cursor.execute(_HELD, {"people": sized(wanted)})
        return [Held(*row) for row in cursor.fetchall()]


def subjects_of(people: Iterable[int]) -> list[Subject]:
    """Where these persons are, or whoever is one with them, newest matter first, with matter, hub and case; one query.

    `person_id` of each is the number that was asked for.
    """
    wanted = list(people)
    if not wanted:
        return []
    asked = RawSQL(
        "(SELECT min(w.asked) FROM mash.all_who_are(%s::bigint[]) w WHERE w.id = matters_subject.person_id)",
        (wanted,),
    )
    found = (
        Subject.objects.filter(person_id__in=everyone(wanted))
        .annotate(asked=asked)
        .select_related("matter__hub", "matter__case")
        .order_by("-matter__opened_at", "-matter_id", "place")
    )
    subjects: list[Subject] = []
    for one in found:
        one.person_id = one.asked
        subjects.append(one)
    return subjects

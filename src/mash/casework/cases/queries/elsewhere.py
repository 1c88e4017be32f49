"""Where a person is known: the matters that the asker sees, and of other hubs the hub and its telephone alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from mash.casework.cases.queries.together import everyone
from mash.casework.matters.models import Subject

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
    with connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE, {"people": wanted})
        return [Elsewhere(*row) for row in cursor.fetchall()]


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

"""Which contacts are about one incident, as the asker sees it, and which others may be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from mash.casework.intake.models import Contact
from mash.casework.joining import rules
from mash.casework.joining.models import Statement
from mash.casework.joining.rules import Evidence, Strength
from mash.registers.standards.queries import codes

EVIDENCE: Final = "joining-evidence"
MOST_SHOWN: Final = 8


def joined_to(contacts: Sequence[int]) -> list[int]:
    """The numbers of all contacts about one incident with any of these, themselves included; one statement.

    What the asker does not see joins nothing: two contacts that only a hidden one connects are apart.
    """
    if not contacts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.one_incident(%s::bigint[])", [list(contacts)])
        return sorted(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was said at once, with the contacts that it was said of; a parted one is named first."""

    kind: str
    ground: str
    rationale: str
    evidence: tuple[str, ...]
    by_name: str
    at: datetime
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """Contacts about one incident, the earliest first: its clocks count from the first of them."""

    contacts: tuple[Contact, ...]

    @property
    def first(self) -> Contact:
        return self.contacts[0]


def incident_of(contacts: Sequence[Contact]) -> Incident | None:
    """These contacts of one case with all that are joined to any of them; None where nothing else is. Two statements."""
    mine = {one.pk for one in contacts}
    found = joined_to(sorted(mine))
    if len(found) == len(mine):
        return None
    rows = Contact.objects.filter(pk__in=found).select_related("matter", "referrer")
    return Incident(tuple(rows.order_by("received_at", "pk")))


def incidents_of(contacts: Sequence[Contact]) -> dict[int, Incident]:
    """For each of these contacts, by its number, what it is joined to; those joined to nothing are left out."""
    return {one.pk: found for one in contacts if (found := incident_of([one])) is not None}


def said_of(contacts: Sequence[Contact]) -> list[Act]:
    """Everything that was ever said of these contacts and others, as far as the asker sees both, the latest first."""
    numbers = [one.pk for one in contacts]
    rows = Statement.objects.filter(contact__in=numbers) | Statement.objects.filter(other__in=numbers)
    grouped: dict[tuple[str, str, str], list[Statement]] = {}
    for one in rows.select_related("contact", "other").order_by("-pk"):
        grouped.setdefault((one.act, one.kind, one.ground), []).append(one)
    return [
        Act(
            some[0].kind,
            some[0].ground,
            some[0].rationale,
            tuple(dict.fromkeys(each for one in some for each in one.evidence)),
            some[0].by_name,
            some[0].at,
            tuple(dict.fromkeys([*(one.contact.ref for one in some), *(one.other.ref for one in some)])),
        )
        for some in grouped.values()
    ]


def last_said(one: Contact, other: Contact) -> Statement | None:
    """What was said last of this pair."""
    pair = Statement.objects.filter(contact__in=[one.pk, other.pk], other__in=[one.pk, other.pk])
    return pair.order_by("-pk").first()


def state_of(contact: Contact) -> str:
    """How many are joined to a contact now and how often something was said of it: a page sends it back.

    Nothing that was said is ever changed, so that it tells whether anybody has said something since.
    """
    together = len(joined_to([contact.pk]))
    said = Statement.objects.filter(contact=contact) | Statement.objects.filter(other=contact)
    return f"{together}-{said.count()}"


@dataclass(frozen=True, slots=True)
class Near:
    """A contact beside those of a case, as much as a list of it shows. `agency` is its referrer's, or empty."""

    pk: int
    ref: str
    matter: str
    received_at: datetime
    kind: str
    worry: str
    klass: str
    agency: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A contact that may be about the same incident: by what, the surest first, and how sure that is."""

    contact: Near
    evidence: tuple[Evidence, ...]
    strength: Strength


@dataclass(frozen=True, slots=True)
class Around:
    """What is joined to the contacts of a case, themselves included and the earliest first, and what may be."""

    joined: tuple[Near, ...]
    suggestions: tuple[Suggestion, ...]


def around(contacts: Sequence[Contact], *, at: datetime, most: int = MOST_SHOWN) -> Around:
    """What is, and what may be, about one incident with the contacts of one case; one statement, however many there are.

    The surest and nearest in time come first. Only what the asker sees is compared, and nothing is joined by it. What
    somebody has said is wrong is left out until something new speaks for it.
    """
    if not contacts:
        return Around((), ())
    first = min(one.received_at for one in contacts)
    joined, held = [], []
    for near, kinds, said, before in _read(contacts, at=at):
        evidence = _means(kinds)
        if not kinds:
            joined.append(near)
        elif said in {None, Statement.JOINED} or rules.is_new(evidence, before):
            ordered = rules.in_order(evidence)
            held.append(Suggestion(near, ordered, rules.strength(ordered)))
    held.sort(
        key=lambda one: (rules.RANK[one.strength], abs(one.contact.received_at - first), one.contact.pk)
    )
    return Around(tuple(sorted(joined, key=lambda one: (one.received_at, one.pk))), tuple(held[:most]))


def suggested(contacts: Sequence[Contact], *, at: datetime) -> tuple[Suggestion, ...]:
    """What may be about one incident with the contacts of one case: see `around`."""
    return around(contacts, at=at).suggestions


def evidence_between(contact: Contact, other: Contact, *, at: datetime) -> set[Evidence]:
    """By what these two may be about one incident, whatever was said of them."""
    return evidence_with(contact, [other.pk], at=at)[other.pk]


def evidence_with(contact: Contact, others: Sequence[int], *, at: datetime) -> dict[int, set[Evidence]]:
    """By what a contact and each of these (numbers) may be about one incident; one statement."""
    found: dict[int, set[Evidence]] = {number: set() for number in others}
    for near, kinds, *_said in _read([contact], at=at, only=list(others)) if others else ():
        if near.pk in found:  # the contact itself is read too
            found[near.pk] |= _means(kinds)
    return found


# For each kind of evidence, the contacts that have the same mark, or somebody who is one with somebody, within its days:
# the nearest before and after, each by an index and never the whole of a window. What is joined already is not alike but
# joined, and has no kinds. Of those alike comes what was said of them last. `only` asks about these and nothing joined.
_AROUND = """
WITH joined AS MATERIALIZED (
  SELECT CASE WHEN %(only)s::bigint[] IS NULL THEN mash.one_incident(%(contacts)s::bigint[])
              ELSE %(contacts)s::bigint[] END AS ids),
mine AS MATERIALIZED (
  SELECT m.kind, m.key, m.received_at, (%(days)s::jsonb ->> m.kind)::int AS days
    FROM joining_mark m WHERE m.contact_id = ANY (%(contacts)s::bigint[])),
who AS MATERIALIZED (
  SELECT w.id, bool_or(s.role = %(harm)s) AS harms
    FROM matters_subject s CROSS JOIN LATERAL mash.all_who_are(ARRAY[s.person_id]) w
   WHERE s.matter_id = ANY (%(matters)s::bigint[]) AND s.person_id IS NOT NULL GROUP BY w.id),
found AS (
  SELECT near.contact_id, mine.kind FROM mine CROSS JOIN LATERAL (
    (SELECT m.contact_id FROM joining_mark m
      WHERE m.key = mine.key
        AND m.received_at <= mine.received_at AND m.received_at >= mine.received_at - mine.days * interval '1 day'
      ORDER BY m.received_at DESC LIMIT %(most)s)
    UNION ALL
    (SELECT m.contact_id FROM joining_mark m
      WHERE m.key = mine.key
        AND m.received_at > mine.received_at AND m.received_at <= mine.received_at + mine.days * interval '1 day'
      ORDER BY m.received_at LIMIT %(most)s)) near
   WHERE mine.days IS NOT NULL
  UNION
  SELECT c.id, CASE WHEN who.harms AND s.role = %(harm)s THEN 'harmer' ELSE 'person' END
    FROM who JOIN matters_subject s ON s.person_id = who.id
    JOIN intake_contact c ON c.matter_id = s.matter_id
   WHERE c.received_at BETWEEN %(first)s::timestamptz - (%(days)s::jsonb ->> 'person')::int * interval '1 day'
                           AND %(last)s::timestamptz + (%(days)s::jsonb ->> 'person')::int * interval '1 day'
     AND s.matter_id <> ALL (%(matters)s::bigint[])),
beside AS (
  SELECT f.contact_id AS id, array_agg(DISTINCT f.kind) AS kinds FROM found f
   WHERE f.contact_id <> ALL ((SELECT ids FROM joined)::bigint[])
     AND (%(only)s::bigint[] IS NULL OR f.contact_id = ANY (%(only)s::bigint[]))
   GROUP BY f.contact_id
  UNION ALL
  SELECT unnest(ids), '{}' FROM joined)
SELECT b.kinds, said.kind, coalesce(said.evidence, '{}'),
       c.id, c.ref, m.ref, c.received_at, c.kind, c.worry, coalesce(r.klass, ''), coalesce(r.agency, '')
  FROM beside b JOIN intake_contact c ON c.id = b.id JOIN matters_matter m ON m.id = c.matter_id
  LEFT JOIN intake_referrer r ON r.contact_id = c.id
  LEFT JOIN LATERAL (
    SELECT s.kind, s.evidence
      FROM (SELECT x.* FROM joining_statement x
             WHERE x.contact_id = b.id AND x.other_id = ANY (%(contacts)s::bigint[])
             UNION ALL
            SELECT y.* FROM joining_statement y
             WHERE y.other_id = b.id AND y.contact_id = ANY (%(contacts)s::bigint[])) s
     ORDER BY s.id DESC LIMIT 1) said ON b.kinds <> '{}'
"""
_NEAREST: Final = 26
type _Row = tuple[Near, list[str], str | None, list[str]]


def _read(contacts: Sequence[Contact], *, at: datetime, only: list[int] | None = None) -> list[_Row]:
    asked: dict[str, Any] = {
        "contacts": [one.pk for one in contacts],
        "matters": sorted({one.matter_id for one in contacts}),
        "days": json.dumps(_days(at)),
        "first": min(one.received_at for one in contacts),
        "last": max(one.received_at for one in contacts),
        "harm": rules.HARM,
        "most": _NEAREST,
        "only": only,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, asked)
        return [(Near(*near), kinds, said, before) for kinds, said, before, *near in cursor.fetchall()]


def _means(kinds: Sequence[str]) -> set[Evidence]:
    means: Mapping[str, Evidence] = {**rules.KINDS, **rules.PERSON}
    return {means[kind] for kind in kinds} | ({"person"} if "harmer" in kinds else set())


def _days(at: datetime) -> dict[str, int]:
    """For each kind of mark how many days before and after count, as the hub has them; what it has not counts nothing."""
    held = {one.code: int(str(one.attributes["days"])) for one in codes(EVIDENCE, at=at)}
    means = {**rules.KINDS, **rules.PERSON}
    return {kind: held[each] for kind, each in means.items() if each in held}

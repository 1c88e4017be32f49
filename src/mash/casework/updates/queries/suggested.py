"""Which contacts may be updates of a case that is open already. It suggests, and decides nothing: a person says so.

Asked when a page is read, of what its reader sees: a case that is hidden from them is not suggested, and nothing is kept of
what was. Somebody in a hidden case is a custodian's task instead, made on arrival (`cases.actions.may_be_known`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from mash.casework.cases.models import Case
from mash.casework.cases.queries.candidates import MayBe
from mash.casework.intake.models import Contact
from mash.casework.mailbox.rules import references
from mash.casework.updates import rules
from mash.casework.updates.models import NewConcern

NEWEST: Final = 200
"""So many of a hub's newest contacts are looked at for the room; those before them were looked at by somebody."""

_PAIRS = """
WITH fresh AS MATERIALIZED (
  SELECT c.matter_id, c.received_at FROM cases_case c
   WHERE c.closed_at IS NULL AND c.state = ANY (%(states)s) AND c.desk_id = ANY (%(desks)s)
     AND (%(fresh)s::bigint IS NULL OR c.matter_id = %(fresh)s)
     AND NOT EXISTS (SELECT FROM updates_newconcern n WHERE n.matter_id = c.matter_id)
   ORDER BY c.received_at DESC LIMIT %(most)s),
going AS MATERIALIZED (
  SELECT c.matter_id, c.received_at FROM cases_case c
   WHERE c.closed_at IS NULL AND c.state <> 'noted' AND c.desk_id = ANY (%(desks)s)
     AND (%(going)s::bigint IS NULL OR c.matter_id = %(going)s)),
named AS MATERIALIZED (
  SELECT f.matter_id, f.received_at, s.person_id, s.record_id FROM fresh f
    JOIN matters_subject s ON s.matter_id = f.matter_id AND s.role = 'subject'),
who AS MATERIALIZED (
  SELECT asked, id FROM mash.all_who_are(ARRAY(SELECT DISTINCT n.person_id FROM named n WHERE n.person_id IS NOT NULL))),
keyed AS MATERIALIZED (
  SELECT n.matter_id, n.received_at, mash.record_key(r.said) AS key,
         regexp_replace(coalesce(r.said ->> 'nhs_number', ''), '\\D', '', 'g') AS nhs
    FROM named n JOIN people_record r ON r.id = n.record_id WHERE n.person_id IS NULL),
held AS MATERIALIZED (
  SELECT g.matter_id, g.received_at, mash.record_key(r.said) AS key,
         regexp_replace(coalesce(r.said ->> 'nhs_number', ''), '\\D', '', 'g') AS nhs
    FROM going g JOIN matters_subject s ON s.matter_id = g.matter_id JOIN people_record r ON r.id = s.record_id
   WHERE EXISTS (SELECT FROM keyed)),
told AS MATERIALIZED (
  SELECT f.matter_id, f.received_at, c.incident, coalesce(c.content #>> '{mail,after}', '') AS after
    FROM fresh f JOIN intake_contact c ON c.matter_id = f.matter_id),
found AS (
  SELECT n.matter_id AS fresh, n.received_at, s.matter_id AS going, 'person' AS why
    FROM named n JOIN who ON who.asked = n.person_id JOIN matters_subject s ON s.person_id = who.id
  UNION
  SELECT k.matter_id, k.received_at, h.matter_id, 'described' FROM keyed k JOIN held h ON h.key = k.key WHERE k.key <> ''
  UNION
  SELECT k.matter_id, k.received_at, h.matter_id, 'described' FROM keyed k JOIN held h ON h.nhs = k.nhs WHERE k.nhs <> ''
  UNION
  SELECT t.matter_id, t.received_at, c.matter_id, 'incident' FROM told t JOIN intake_contact c ON c.incident = t.incident
   WHERE t.incident <> ''
  UNION
  SELECT t.matter_id, t.received_at, coalesce(u.matter_id, c.matter_id), 'thread'
    FROM told t JOIN intake_contact c ON c.ref = t.after
    LEFT JOIN updates_update u ON u.contact_id = c.id AND u.state = 'accepted'
   WHERE t.after <> '')
SELECT DISTINCT f.fresh, f.going, f.why FROM found f JOIN going g ON g.matter_id = f.going
 WHERE f.fresh <> f.going AND g.received_at <= f.received_at
"""


@dataclass(frozen=True, slots=True)
class Suggested:
    """An open case that a contact may be an update of, and why: codes of rules.WHY, the surest first."""

    case: Case
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contact's own case for which an update is suggested."""

    case: Case
    suggested: tuple[Suggested, ...]


def _pairs(*asked: dict[str, Any]) -> list[tuple[int, int, str]]:
    """What likens a fresh contact's case to one that is going on: numbers of both matters and why; for each of these values
    of the statement, in one.
    """
    if not asked:
        return []
    with connection.cursor() as cursor:
        parts = [cursor.mogrify(_PAIRS, {**_ANY, **one}) for one in asked]
        cursor.execute(" UNION ".join(f"({part})" for part in parts))
        return [(int(one), int(other), str(why)) for one, other, why in cursor.fetchall()]


_ANY: Final = {"states": sorted(rules.OPEN_TO_IT), "fresh": None, "going": None, "most": NEWEST}


def for_contact(
    case: Case, desks: Iterable[int], *, may_be: Mapping[int, list[MayBe]] | None = None
) -> list[Suggested]:
    """The open cases that this contact's own case may be an update of, the surest first. None once somebody has decided.

    `may_be` is whom its subjects may be, with the open cases of each, where the page has asked for them already.
    """
    decided = NewConcern.objects.filter(matter=case.matter_id).exists()
    texts = Contact.objects.filter(matter=case.matter_id).values_list("worry", flat=True)
    return beside(case, desks, may_be=may_be, texts=texts, decided=decided)[0]


def for_case(case: Case, desks: Iterable[int]) -> list[Waiting]:
    """The contacts that may be updates of this open case."""
    return beside(case, desks, decided=True)[1]


def beside(
    case: Case,
    desks: Iterable[int],
    *,
    may_be: Mapping[int, list[MayBe]] | None = None,
    texts: Iterable[str] = (),
    decided: bool,
) -> tuple[list[Suggested], list[Waiting]]:
    """Both for a page of the case: what it may be an update of, by what it says too, and what may be an update of it.

    `texts` are its contacts' words, `decided` that somebody said that it is a new concern. Two queries, and one more where
    the words name a reference.
    """
    wanted = list(desks)
    fresh = case.state in rules.OPEN_TO_IT and not decided
    going = case.closed_at is None and case.state != "noted"
    own = case.matter_id
    pairs = _pairs(
        *([{"desks": wanted, "fresh": own}] if fresh else []),
        *([{"desks": wanted, "going": own}] if going else []),
    )
    named = {
        ref
        for some in (may_be or {}).values()
        for one in some
        if fresh and not one.household
        for ref, _who in one.open_cases
    }
    words = _named_in_words(texts) if fresh else set()
    numbers = {number for pair in pairs for number in pair[:2]}
    if not numbers | named | words:
        return [], []
    cases = {
        one.matter_id: one
        for one in Case.objects.filter(
            Q(matter_id__in=numbers) | Q(matter__ref__in=[*named, *words])
        ).select_related("matter", "worker", "desk")
    }
    why: dict[int, set[str]] = {}
    for first, second, because in pairs:
        if first == own and fresh:
            why.setdefault(second, set()).add(because)
    for number, one in cases.items():
        if one.matter.ref in named:
            why.setdefault(number, set()).add("candidate")
        if one.matter.ref in words:
            why.setdefault(number, set()).add("reference")
    open_ones = [
        Suggested(cases[number], rules.ordered(codes))
        for number, codes in why.items()
        if number in cases and number != own and _goes_on(cases[number], wanted)
    ]
    open_ones.sort(key=lambda one: (rules.WHY.index(one.why[0]), -one.case.received_at.timestamp()))
    return open_ones, _waiting([pair for pair in pairs if pair[1] == own and going], cases)


def _goes_on(case: Case, desks: list[int]) -> bool:
    return case.desk_id in desks and case.closed_at is None and case.state != "noted"


def _named_in_words(texts: Iterable[str]) -> set[str]:
    """References of cases that the contact's own words name: a case's, or those of a contact's case."""
    refs = {ref for text in texts for ref in references(text[:20_000])}
    if not refs:
        return set()
    of_contacts = Contact.objects.filter(ref__in=refs).values_list("matter__ref", flat=True)
    return refs | set(of_contacts)


def at_hub(desks: Iterable[int]) -> list[Waiting]:
    """The hub's newest contacts for which an update is suggested and nobody has decided, the longest waiting first."""
    pairs = _pairs({"desks": list(desks)})
    numbers = {number for pair in pairs for number in pair[:2]}
    found = Case.objects.filter(matter_id__in=numbers).select_related("matter", "worker", "desk")
    return _waiting(pairs, {one.matter_id: one for one in found})


def _waiting(pairs: list[tuple[int, int, str]], cases: Mapping[int, Case]) -> list[Waiting]:
    why: dict[int, dict[int, set[str]]] = {}
    for fresh, going, because in pairs:
        if fresh in cases and going in cases:
            why.setdefault(fresh, {}).setdefault(going, set()).add(because)
    found = [
        Waiting(
            cases[fresh],
            tuple(Suggested(cases[going], rules.ordered(codes)) for going, codes in sorted(some.items())),
        )
        for fresh, some in why.items()
    ]
    return sorted(found, key=lambda one: (one.case.urgency, one.case.received_at))

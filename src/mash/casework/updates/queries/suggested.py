"""Which contacts may be updates of a case that is open already. It suggests, and decides nothing: a person says so.

Asked when a page is read, of what its reader sees: a case that is hidden from them is not suggested, and nothing is kept of
what was. Somebody in a hidden case is a custodian's task instead, made on arrival (`cases.actions.may_be_known`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

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


def _pairs(
    desks: Iterable[int], *, fresh: int | None = None, going: int | None = None
) -> list[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _PAIRS,
            {
                "desks": list(desks),
                "states": sorted(rules.OPEN_TO_IT),
                "fresh": fresh,
                "going": going,
                "most": NEWEST,
            },
        )
        return [(int(one), int(other), str(why)) for one, other, why in cursor.fetchall()]


def for_contact(
    case: Case, desks: Iterable[int], *, may_be: Mapping[int, list[MayBe]] | None = None
) -> list[Suggested]:
    """The open cases that this contact's own case may be an update of, the surest first. None once somebody has decided.

    `may_be` is whom its subjects may be, with the open cases of each, where the page has asked for them already.
    """
    if case.state not in rules.OPEN_TO_IT or NewConcern.objects.filter(matter=case.matter_id).exists():
        return []
    wanted = list(desks)
    why: dict[int, set[str]] = {}
    for _fresh, going, because in _pairs(wanted, fresh=case.matter_id):
        why.setdefault(going, set()).add(because)
    named = {
        ref
        for some in (may_be or {}).values()
        for one in some
        if not one.household
        for ref, _who in one.open_cases
    }
    words = _named_in_words(case)
    for one in Case.objects.filter(matter__ref__in=[*named, *words], closed_at__isnull=True).select_related(
        "matter"
    ):
        if one.matter.ref in named:
            why.setdefault(one.matter_id, set()).add("candidate")
        if one.matter.ref in words:
            why.setdefault(one.matter_id, set()).add("reference")
    return _cases(why, case, wanted)


def _named_in_words(case: Case) -> set[str]:
    """References of cases that the contact's own words name: a case's, or those of a contact's case."""
    texts = Contact.objects.filter(matter=case.matter_id).values_list("worry", flat=True)
    refs = {ref for text in texts for ref in references(text[:20_000])}
    if not refs:
        return set()
    of_contacts = Contact.objects.filter(ref__in=refs).values_list("matter__ref", flat=True)
    return refs | set(of_contacts)


def _cases(why: Mapping[int, set[str]], own: Case, desks: list[int]) -> list[Suggested]:
    found = (
        Case.objects.filter(matter_id__in=list(why), desk_id__in=desks, closed_at__isnull=True)
        .exclude(state="noted")
        .exclude(pk=own.pk)
        .select_related("matter", "worker", "desk")
    )
    shown = [Suggested(one, rules.ordered(why[one.matter_id])) for one in found]
    return sorted(shown, key=lambda one: (rules.WHY.index(one.why[0]), -one.case.received_at.timestamp()))


def for_case(case: Case, desks: Iterable[int]) -> list[Waiting]:
    """The contacts that may be updates of this open case."""
    if case.closed_at is not None or case.state == "noted":
        return []
    return _waiting(_pairs(desks, going=case.matter_id))


def at_hub(desks: Iterable[int]) -> list[Waiting]:
    """The hub's newest contacts for which an update is suggested and nobody has decided, the longest waiting first."""
    return _waiting(_pairs(desks))


def _waiting(pairs: list[tuple[int, int, str]]) -> list[Waiting]:
    numbers = {number for fresh, going, _why in pairs for number in (fresh, going)}
    cases = {
        one.matter_id: one
        for one in Case.objects.filter(matter_id__in=numbers).select_related("matter", "worker", "desk")
    }
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

"""Say that some records of a person are somebody else's; with an open case, only by two people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people import errors, events
from mash.registers.people.clusters.founding import person_of
from mash.registers.people.clusters.queries import all_who_are, has_open_case
from mash.registers.people.clusters.state import MACHINE, Around
from mash.registers.people.clusters.step import (
    ImpossibleError,
    decide,
    fact,
    objection,
    records_of,
    refs,
    say,
)
from mash.registers.people.models import Identification, Person, PersonChange, Record, Statement


@transaction.atomic
def split(
    *, by: Actor, at: datetime, person: Person, records: Collection[str], reason: str
) -> Statement | Refused:
    """Say that these records (public ids, see `queries.members`) are of somebody else than `person`.

    Where somebody works on a case of the person, it waits for a colleague: the statement's verdict is "" until then. What
    a join or another word of people stands against is refused at once, in either case.
    """
    permission = "people:person:split"
    allowed = may(by, permission)
    if not allowed:
        return refuse(permission, allowed, by=by, at=at, about=refs(person))
    if not reason.strip():
        return refuse(permission, errors.no_reason(), by=by, at=at, about=refs(person))
    whole = all_who_are(person)
    wrong, leaving = _leaving(whole, records)
    if wrong is not None:
        return refuse(permission, wrong, by=by, at=at, about=refs(person))
    said = Statement(kind="split", person=whole[0], reason=reason.strip(), at=at, records=sorted(leaving))
    if has_open_case(whole):
        with as_service("matching"):
            wrong = _objection(said, by, whole)
            if wrong is not None:
                return refuse(permission, wrong, by=by, at=at, about=refs(person))
            said.by, said.by_user = str(by), by.user
            said.save()
            append(
                events.SPLIT_ASKED,
                by=by,
                at=at,
                about=refs(*whole),
                payload={"statement": said.public_id, "records": len(leaving)},
            )
        return said
    return say(said, by, lambda found: _part(said, found, at), events.SPLIT, whole)


@transaction.atomic
def decide_split(*, by: Actor, at: datetime, statement: Statement, agree: bool) -> Statement | Refused:
    """A second person agrees to a split, and it is done; or does not, and it is not."""
    permission, about = "people:person:approve-split", refs(statement.person)
    allowed = may(by, permission)
    if not allowed:
        return refuse(permission, allowed, by=by, at=at, about=about)
    if by.user is None or statement.by_user in (None, by.user) or statement.by == str(by):
        return refuse(permission, errors.own_request(), by=by, at=at, about=about)
    with as_service("matching"):
        said = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
        if said.verdict or said.kind != "split":
            return refuse(permission, errors.decided(), by=by, at=at, about=about)
    if agree:
        return say(said, by, lambda found: _part(said, found, at), events.SPLIT, [said.person], at=at)
    with as_service("matching"):
        decide(said, by, at, "refused")
        append(events.SPLIT_REFUSED, by=by, at=at, about=about, payload={"statement": said.public_id})
    return said


def _objection(asked: Statement, by: Actor, whole: list[Person]) -> Refused | None:
    """What would stand against this split, were a colleague to agree to it now: said before anybody is asked."""
    agreed = Statement(
        kind="split",
        person=asked.person,
        records=asked.records,
        reason=asked.reason,
        by=str(by),
        at=asked.at,
        verdict="made",
        decided_by=str(by),
        decided_at=asked.at,
    )

    def write(found: Around) -> None:
        agreed.save()
        _part(agreed, found, asked.at)

    return objection(records_of([one.pk for one in whole]) | set(asked.records), asked.at, write)


def _leaving(whole: list[Person], records: Collection[str]) -> tuple[Refused | None, set[int]]:
    """The numbers of the records that are to leave, or why they cannot."""
    visible = Record.objects.filter(public_id__in=list(records)).values_list("pk", flat=True)
    seen = set(visible)
    with as_service("matching"):
        held = list(
            Identification.objects.filter(
                person__in=[one.pk for one in whole], undone_at__isnull=True, record__live=True
            ).values_list("record_id", "record__public_id", "record__key")
        )
    leaving = {pk for pk, public, key in held if public in set(records) and (key or pk in seen)}
    if len(leaving) != len(set(records)):
        return errors.missing(), leaving
    if not leaving or len(leaving) == len(held):
        return errors.all_of_them(), leaving
    return None, leaving


@dataclass(frozen=True, slots=True)
class _Sides:
    """Live records of one standing person: those that leave and those that stay, with whom each is said to be of."""

    leaving: dict[int, int]
    staying: dict[int, int]


def _part(said: Statement, found: Around, at: datetime) -> None:
    """The records that leave become, by people's word, somebody else's; none that stays is ever theirs."""
    stands = found.current(said.person_id)
    live = set(found.live.values())
    whole = {
        held.record: held.person
        for held in found.held.values()
        if held.record in live and found.current(held.person) == stands
    }
    leaving = set(said.records)
    sides = _Sides(
        {one: who for one, who in whole.items() if one in leaving},
        {one: who for one, who in whole.items() if one not in leaving},
    )
    if sides.leaving.keys() != leaving or not sides.staying:
        raise ImpossibleError(errors.missing())
    first = min(leaving)
    target = _already_theirs(found, sides, stands)
    if target is None:
        person = person_of(Record.objects.get(pk=first))
        person.save()
        target = person.pk
        PersonChange.objects.create(
            person=person,
            kind="founded",
            cause=str(Ref("statement", said.public_id)),
            by=said.decided_by,
            at=at,
        )
    for record in sorted(leaving):
        Identification.objects.filter(pk=found.held[record].pk).update(
            undone_at=at, undone_by=said.decided_by
        )
        Identification.objects.create(
            record_id=record,
            person_id=target,
            decided_by=said.decided_by,
            decided_at=at,
            reason=said.reason,
            statement=said.public_id,
        )
    for record, person_number in sorted(sides.staying.items()):
        fact(said, "never", (first, target), (record, person_number))


def _already_theirs(found: Around, sides: _Sides, stands: int) -> int | None:
    """An identity that is wholly on the leaving side: those who were once joined leave as who they were.

    The one who stands stays with those who stay, unless these too have an identity wholly their own.
    """
    both = [one for one in found.persons if found.current(one) == stands]
    theirs = [one for one in both if _wholly(found, one, set(sides.leaving))]
    if stands in theirs and not any(_wholly(found, one, set(sides.staying)) for one in both):
        theirs.remove(stands)
    return min(theirs, default=None)


def _wholly(found: Around, person: int, side: set[int]) -> bool:
    founder = found.persons[person]
    if founder not in found.records or found.live.get(found.records[founder].node) not in side:
        return False
    named = {held.record for held in found.held.values() if held.human and held.person == person}
    return named <= side


def give_back(said: Statement, by: Actor, at: datetime) -> None:
    """Undo the identifications that a split made; what people had said before them is said again."""
    for one in Identification.objects.filter(statement=said.public_id, undone_at__isnull=True):
        before = (
            Identification.objects.filter(record=one.record_id, undone_at=said.decided_at, pk__lt=one.pk)
            .order_by("-pk")
            .first()
        )
        one.undone_at, one.undone_by = at, str(by)
        one.save(update_fields=["undone_at", "undone_by"])
        if before is not None and before.decided_by != MACHINE:
            Identification.objects.create(
                record_id=one.record_id,
                person_id=before.person_id,
                decided_by=before.decided_by,
                decided_at=before.decided_at,
                reason=before.reason,
                anchor_id=before.anchor_id,
                statement=before.statement,
            )

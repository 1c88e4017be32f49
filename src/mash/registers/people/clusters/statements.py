"""What people say about who is whom: joined, split, always, never, and undone. It binds the machine."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import Event, append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people import errors, events
from mash.registers.people.clusters.keep import Why
from mash.registers.people.clusters.queries import all_who_are, has_open_case, refs_of
from mash.registers.people.clusters.splits import give_back
from mash.registers.people.clusters.state import Around
from mash.registers.people.clusters.step import ImpossibleError, fact, refs, say, step
from mash.registers.people.models import Fact, Identification, Person, PersonChange, Statement


@transaction.atomic
def join(*, by: Actor, at: datetime, person: Person, other: Person, reason: str) -> Statement | Refused:
    """Say that two persons are one. The older stands for both; what hangs on either stays where it is."""
    about = refs(person, other)
    allowed = may(by, "people:person:join")
    if not allowed:
        return refuse("people:person:join", allowed, by=by, at=at, about=about)
    if not reason.strip():
        return refuse("people:person:join", errors.no_reason(), by=by, at=at, about=about)
    said = Statement(kind="join", person=person, other=other, reason=reason.strip(), at=at)

    def write(found: Around) -> None:
        if found.current(person.pk) == found.current(other.pk):
            raise ImpossibleError(errors.already_one())
        a, b = _speaks_for(found, person.pk), _speaks_for(found, other.pk)
        if a is None or b is None:
            raise ImpossibleError(errors.no_record())
        fact(said, "always", (a, person.pk), (b, other.pk))

    return say(said, by, write, events.JOINED, [person, other])


@transaction.atomic
def say_always(*, by: Actor, at: datetime, a: str, b: str, reason: str) -> Statement | Refused:
    """Say that two records (public ids) are of one person, whatever the machine makes of them."""
    return _say_pair("always", "people:person:join", events.ALWAYS, by=by, at=at, a=a, b=b, reason=reason)


@transaction.atomic
def say_never(*, by: Actor, at: datetime, a: str, b: str, reason: str) -> Statement | Refused:
    """Say that two records (public ids) are not of one person.

    Where they are now, and somebody works on a case of that person, this would be a split by one alone: refused.
    """
    return _say_pair("never", "people:person:split", events.NEVER, by=by, at=at, a=a, b=b, reason=reason)


def _say_pair(
    kind: str, permission: str, event: Event, *, by: Actor, at: datetime, a: str, b: str, reason: str
) -> Statement | Refused:
    allowed = may(by, permission)
    if not allowed:
        return refuse(event.name, allowed, by=by, at=at)
    if not reason.strip():
        return refuse(event.name, errors.no_reason(), by=by, at=at)
    pair = _whose([a, b])
    if pair is None or a == b:
        return refuse(event.name, errors.missing(), by=by, at=at)
    (one, person), (two, other) = pair
    about = refs(person, other)
    if kind == "never":
        together = all_who_are(person)
        if other in together and has_open_case(together):
            return refuse(event.name, errors.needs_a_second(), by=by, at=at, about=about)
    said = Statement(kind=kind, person=person, other=other, reason=reason.strip(), at=at)

    def write(_: Around) -> None:
        if not fact(said, kind, (one, person.pk), (two, other.pk)):
            raise ImpossibleError(errors.already_said())

    return say(said, by, write, event, [person, other])


@transaction.atomic
def undo(*, by: Actor, at: datetime, statement: Statement) -> Statement | Refused:
    """Take back what was said: each record is again of the person that it was of, and what hangs on persons stays."""
    permission = "people:person:join" if statement.kind == "never" else "people:person:split"
    about = refs(statement.person, statement.other)
    allowed = may(by, permission)
    if not allowed:
        return refuse(events.UNDONE.name, allowed, by=by, at=at, about=about)
    with as_service("matching"):
        said = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
        if said.verdict != "made" or said.undone_at is not None:
            return refuse(events.UNDONE.name, errors.not_standing(), by=by, at=at, about=about)

        def write(_: Around) -> None:
            said.undone_by, said.undone_at = str(by), at
            said.save(update_fields=["undone_by", "undone_at"])
            Fact.objects.filter(statement=said, undone_at__isnull=True).update(
                undone_by=str(by), undone_at=at
            )
            give_back(said, by, at)

        seeds = {one for pair in said.facts.values_list("a_id", "b_id") for one in pair} | set(said.records)
        outcome = step(seeds, Why(by, at, str(Ref("statement", said.public_id))), write)
        if isinstance(outcome, Refused):
            return refuse(events.UNDONE.name, outcome, by=by, at=at, about=about)
        append(
            events.UNDONE,
            by=by,
            at=at,
            about={*about, *refs_of(outcome.touched)},
            payload={"statement": said.public_id, "kind": said.kind, "moved": outcome.moved},
        )
    return said


@transaction.atomic
def place(*, by: Actor, at: datetime, person: Person, what: Ref) -> Verdict:
    """Say that something listed by `queries.to_place` belongs to this person. To give it to another, say who its
    record is of, or relate the other.
    """
    allowed = may(by, "people:record:identify")
    if not allowed:
        return refuse("people:person:place", allowed, by=by, at=at, about=refs(person))
    with as_service("matching"):
        PersonChange.objects.create(person=person, kind="placed", cause=str(what), by=str(by), at=at)
        append(events.PLACED, by=by, at=at, about=[*refs(person), what], payload={"kind": what.kind})
    return ALLOWED


def _whose(public_ids: list[str]) -> list[tuple[int, Person]] | None:
    """Each record's number and its person; None where one is of nobody, or of somebody whom the asker does not see."""
    with as_service("matching"):
        rows = {
            public: (record, person)
            for public, record, person in Identification.objects.filter(
                record__public_id__in=public_ids, record__live=True, undone_at__isnull=True
            ).values_list("record__public_id", "record_id", "person_id")
        }
    seen = Person.objects.in_bulk([person for _, person in rows.values()])
    if not all(public in rows and rows[public][1] in seen for public in public_ids):
        return None
    return [(rows[public][0], seen[rows[public][1]]) for public in public_ids]


def _speaks_for(found: Around, person: int) -> int | None:
    """The live record that a word about this person is said of: one that people named, its founder's, or its oldest."""
    live = set(found.live.values())
    mine = sorted(
        (
            held
            for held in found.held.values()
            if found.current(held.person) == person and held.record in live
        ),
        key=lambda held: (held.person != person, not held.human, held.record),
    )
    founder = found.persons.get(person)
    standing_for = found.live.get(found.records[founder].node) if founder in found.records else None
    if mine and not mine[0].human and any(held.record == standing_for for held in mine):
        return standing_for
    return mine[0].record if mine else None

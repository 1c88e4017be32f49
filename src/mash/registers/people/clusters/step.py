"""One step of what people say: lock, write, settle, and one entry in the ledger; or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import Event, append, refuse
from mash.foundation.visibility import as_service
from mash.registers.people import errors, events
from mash.registers.people.clusters.keep import Outcome, Why, bring
from mash.registers.people.clusters.locks import hold
from mash.registers.people.clusters.queries import model_in_force, refs_of
from mash.registers.people.clusters.rules import contradiction
from mash.registers.people.clusters.state import Around, around
from mash.registers.people.models import Fact, Identification, Person, PersonChange, Record, Statement


class ImpossibleError(Exception):
    """Why a step cannot be taken: raised within `step`, it takes back what was written of it."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


def refs(*persons: Person | None) -> list[Ref]:
    return [Ref("person", one.public_id) for one in persons if one is not None]


def say(
    said: Statement,
    by: Actor,
    write: Callable[[Around], None],
    event: Event,
    persons: list[Person],
    *,
    at: datetime | None = None,
) -> Statement | Refused:
    """Keep a statement and what follows from it, with one entry in the ledger."""
    at = at or said.at

    def keep(found: Around) -> None:
        if not said.by:
            said.by, said.by_user = str(by), by.user
            said.verdict, said.decided_by, said.decided_at = "made", str(by), at
            said.save()
        else:
            decide(said, by, at, "made")
        write(found)

    with as_service("matching"):
        seeds = records_of([one.pk for one in persons]) | set(said.records)
        outcome = step(seeds, Why(by, at, str(Ref("statement", said.public_id))), keep)
        if isinstance(outcome, Refused):
            return refuse(event.name, outcome, by=by, at=at, about=refs(*persons))
        payload: dict[str, object] = {"statement": said.public_id, "moved": outcome.moved}
        if event is events.SPLIT:
            payload["records"] = len(said.records)
        append(event, by=by, at=at, about={*refs(*persons), *refs_of(outcome.touched)}, payload=payload)
    return said


def decide(said: Statement, by: Actor, at: datetime, verdict: str) -> None:
    said.verdict, said.decided_by, said.decided_at = verdict, str(by), at
    said.save(update_fields=["verdict", "decided_by", "decided_at"])


def step(seeds: Collection[int], why: Why, write: Callable[[Around], None]) -> Outcome | Refused:
    """Lock, write what was said, and settle what follows; nothing is left of it where it cannot be."""
    found = hold(seeds, model_in_force(why.at))
    try:
        with transaction.atomic():
            write(found)
            return settle_again(found, seeds, why)
    except ImpossibleError as impossible:
        return impossible.refused


def objection(seeds: Collection[int], at: datetime, write: Callable[[Around], None]) -> Refused | None:
    """Why `step` would refuse this now, if it would. Everything is written and taken back, so that the answer is the same."""
    found = hold(seeds, model_in_force(at))
    try:
        with transaction.atomic():
            write(found)
            _consistent(found, seeds)
            transaction.set_rollback(True)
    except ImpossibleError as impossible:
        return impossible.refused
    return None


def settle_again(found: Around, seeds: Collection[int], why: Why) -> Outcome:
    """Bring about what follows from what has just been written. Raises ImpossibleError where it contradicts itself."""
    return bring(_consistent(found, seeds), why)


def _consistent(found: Around, seeds: Collection[int]) -> Around:
    """What stands after what has just been written. Raises ImpossibleError where it contradicts itself."""
    after = around({*found.records, *seeds}, found.model)
    if contradiction(after.said, after.pins) is not None:
        raise ImpossibleError(errors.contradicts())
    return after


def records_of(persons: Collection[int]) -> set[int]:
    found = Identification.objects.filter(person__in=list(persons), undone_at__isnull=True)
    return set(found.values_list("record_id", flat=True)) | set(
        Person.objects.filter(pk__in=list(persons), founder__isnull=False).values_list(
            "founder_id", flat=True
        )
    )


def fact(said: Statement, kind: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Keep one fact about two records, each with its person; False where it stands already."""
    (a, person_a), (b, person_b) = sorted([one, other])
    if Fact.objects.filter(a=a, b=b, kind=kind, undone_at__isnull=True).exists():
        return False
    Fact.objects.create(
        statement=said,
        kind=kind,
        a_id=a,
        b_id=b,
        person_a_id=person_a,
        person_b_id=person_b,
        decided_by=said.decided_by,
        decided_at=said.decided_at or said.at,
        reason=said.reason,
    )
    return True


def anchor_of(found: Around, person: int, record: int) -> int | None:
    """The record that stands for a person whom a human is about to name: its founder's, or the oldest of the machine's."""
    mine = sorted(
        held.record
        for held in found.held.values()
        if held.person == person
        and not held.human
        and found.records[held.record].live
        and held.record != record
    )
    founder = found.persons.get(person)
    standing_for = found.live.get(found.records[founder].node) if founder in found.records else None
    return standing_for if standing_for in mine else next(iter(mine), None)


def note_move(record: Record, person: Person, before: int | None, *, new: bool, why: Why) -> None:
    """Keep in the history of both that a human moved a record."""
    if before == person.pk:
        return
    rows = [(person.pk, "founded" if new else "gained", before, [record.pk])]
    if (
        before is not None
        and not Identification.objects.filter(person=before, undone_at__isnull=True).exists()
    ):
        rows.append((before, "retired", None, []))
    PersonChange.objects.bulk_create(
        [
            PersonChange(
                person_id=who,
                kind=kind,
                other_id=other,
                records=moved,
                cause=why.cause,
                by=str(why.by),
                at=why.at,
            )
            for who, kind, other, moved in rows
        ]
    )

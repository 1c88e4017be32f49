"""Make the database say what `rules` says: the only code that writes who a record is of for the machine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from mash.foundation.kernel import Actor
from mash.registers.people.clusters.founding import address_of, person_of
from mash.registers.people.clusters.locks import hold
from mash.registers.people.clusters.rules import Assignment, Node, assign, partition
from mash.registers.people.clusters.state import MACHINE, Around
from mash.registers.people.models import (
    Address,
    Identification,
    MatchModel,
    Merge,
    Person,
    PersonChange,
    Record,
)

_BATCH = 5_000


@dataclass(slots=True)
class Outcome:
    """What a step changed: persons by number. `touched` are those known before whom it changed."""

    founded: list[int] = field(default_factory=list)
    joined: list[tuple[int, int]] = field(default_factory=list)
    parted: list[tuple[int, int]] = field(default_factory=list)
    moved: int = 0
    touched: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Why:
    """Who asked for a step, when, and what it came from: str(Ref) or a code."""

    by: Actor
    at: datetime
    cause: str


def settle(seeds: Collection[int], model: MatchModel | None, why: Why) -> Outcome:
    """Bring the components of these records to what links and people's word now say.

    The caller is an action acting as the service `matching`, and has locked nothing of clusters before.
    """
    return bring(hold(seeds, model), why)


def bring(found: Around, why: Why) -> Outcome:
    """Write what follows from what was found; it is locked already."""
    automatic = found.model.automatic if found.model else 0.0
    clusters = partition(found.live, found.pairs, found.said, found.pins, automatic=automatic)
    done = assign(
        clusters,
        found.identities(),
        pinned_to={pin.node: pin.person for pin in found.pins},
        order=found.order,
    )
    return _Step(found, done, why).write()


class _Step:
    def __init__(self, found: Around, done: Assignment, why: Why) -> None:
        self.found, self.done, self.why = found, done, why
        self.outcome = Outcome()
        self.changes: list[PersonChange] = []
        self.live = found.live

    def write(self) -> Outcome:
        seated_before = self._seated_before()
        self._found_persons()
        self._name_heirs()
        emptied = self._move_records()
        self._merge()
        for number in sorted(emptied & self.done.seatless - self.done.into.keys()):
            self._change(number, "retired")
        for number in sorted(set(self.done.of.values()) - seated_before - set(self.outcome.founded)):
            if number in self.found.persons:
                self._change(number, "restored")
        self._flush()
        self.outcome.touched -= set(self.outcome.founded)
        return self.outcome

    def _seated_before(self) -> set[int]:
        """Persons who had a record, or were one with somebody, when this began."""
        return {held.person for held in self.found.held.values()} | self.found.merges.keys()

    def _change(self, person: int, kind: str, other: int | None = None, records: Iterable[int] = ()) -> None:
        self.outcome.touched |= {person} if other is None else {person, other}
        self.changes.append(
            PersonChange(
                person_id=person,
                other_id=other,
                kind=kind,
                cause=self.why.cause,
                by=str(self.why.by),
                at=self.why.at,
                records=sorted(records),
            )
        )
        if len(self.changes) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        PersonChange.objects.bulk_create(self.changes)
        self.changes.clear()

    def _found_persons(self) -> None:
        order = self.found.order
        for founders in batched(sorted(self.done.new, key=lambda each: order[each]), _BATCH):
            records = Record.objects.in_bulk([self.live[each] for each in founders])
            persons = Person.objects.bulk_create([person_of(records[self.live[each]]) for each in founders])
            pairs = list(zip(founders, persons, strict=True))
            homes = (address_of(person, records[self.live[each]], self.why.at) for each, person in pairs)
            Address.objects.bulk_create([home for home in homes if home is not None])
            for each, person in pairs:
                cluster = self.done.new[each]
                self.done.of.update(dict.fromkeys(cluster, person.pk))
                self.outcome.founded.append(person.pk)
                self._change(person.pk, "founded", records=(self.live[one] for one in cluster))

    def _name_heirs(self) -> None:
        for number, heir in sorted(self.done.founders.items()):
            Person.objects.filter(pk=number).update(founder=self.live[heir])
            self._change(number, "inherited", records=[self.live[heir]])

    def _move_records(self) -> set[int]:
        """Undo what the machine said and says no more; say what it says now. Returns who lost a record."""
        over: list[int] = []
        moved: dict[tuple[int, int | None], list[int]] = {}
        lost: dict[int, list[int]] = {}
        for held in self.found.held.values():
            kept = self.found.records[held.record]
            if not kept.live and not held.human:
                over.append(held.pk)
                if kept.node not in self.live:
                    lost.setdefault(held.person, []).append(held.record)
        before = self._persons_before()
        for each, person in self.done.of.items():
            record = self.live[each]
            now = self.found.held.get(record)
            if now is not None and self.done.into.get(now.person, now.person) == person:
                continue
            was = before.get(each, person)
            moved.setdefault((person, was if was != person else None), []).append(record)
            if now is not None:
                over.append(now.pk)
        self._identify(over, moved)
        founded = set(self.outcome.founded)
        for number, records in sorted(lost.items()):
            self._change(number, "lost", records=records)
        for (person, left), records in sorted(moved.items(), key=lambda one: (one[0][0], one[0][1] or 0)):
            if left is not None or person not in founded:
                self._change(person, "gained", left, records)
        return set(lost) | {left for _, left in moved if left is not None}

    def _persons_before(self) -> dict[Node, int]:
        """Whom each node was of, by its record or by the one that this replaced."""
        return {
            self.found.records[held.record].node: held.person
            for held in sorted(self.found.held.values(), key=lambda one: one.record)
        }

    def _identify(self, over: list[int], moved: Mapping[tuple[int, int | None], list[int]]) -> None:
        for some in batched(over, _BATCH):
            Identification.objects.filter(pk__in=some).update(undone_at=self.why.at, undone_by=MACHINE)
        weights = self._weights() if moved else {}
        rows = (
            Identification(
                record_id=record,
                person_id=person,
                decided_by=MACHINE,
                decided_at=self.why.at,
                reason=self.why.cause,
                weight=weights.get(record),
                model=self.found.model,
            )
            for (person, _), records in sorted(moved.items(), key=lambda one: one[0][0])
            for record in records
        )
        for batch in batched(rows, _BATCH):
            Identification.objects.bulk_create(batch)
        self.outcome.moved += sum(map(len, moved.values()))

    def _weights(self) -> dict[int, float]:
        """Of each record, its heaviest link within its cluster."""
        best: dict[int, float] = {}
        of = {self.live[each]: person for each, person in self.done.of.items()}
        for (a, b), weight in self.found.links.items():
            if a in of and of.get(a) == of.get(b):
                for one in (a, b):
                    best[one] = max(best.get(one, weight), weight)
        return best

    def _merge(self) -> None:
        before = {p: into for p, into in self.found.merges.items() if p in self.found.persons}
        after = self.done.into
        gone = {person for person, into in before.items() if after.get(person) != into}
        for some in batched(sorted(gone), _BATCH):
            Merge.objects.filter(person__in=some).delete()
        Merge.objects.bulk_create(
            [
                Merge(person_id=person, into_id=into, at=self.why.at)
                for person, into in sorted(after.items())
                if before.get(person) != into
            ],
            batch_size=_BATCH,
        )
        for person in sorted(gone - after.keys()):
            self.outcome.parted.append((person, before[person]))
            self._change(person, "parted", before[person])
        for person, into in sorted(after.items()):
            if before.get(person) != into:
                self.outcome.joined.append((person, into))
                self._change(person, "joined", into)

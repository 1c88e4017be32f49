"""A small register for the tests of clusters: records of feeds by letter, and links that the test decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.world import TUESDAY, World

from mash.foundation.kernel import Actor, Ref
from mash.foundation.visibility import acting, as_service
from mash.registers.people.clusters import arrivals
from mash.registers.people.clusters.queries import current
from mash.registers.people.clusters.rules import Pair, Pin, Said, partition
from mash.registers.people.models import Fact, Identification, MatchModel, Person, Record, Withdrawal

FEED = Ref("feed", "AAAAA-BBBBB")
MACHINE = Actor.service("matching")
AUTOMATIC = 0.5  # bits: 59 %


@dataclass
class Register:
    """Feed records by the agency's key; `weights` says how two keys compare."""

    world: World
    weights: dict[frozenset[str], float] = field(default_factory=dict)
    now: datetime = TUESDAY

    @property
    def supplier(self) -> Actor:
        return self.world.actor("manager")

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def model(self, automatic: float = AUTOMATIC) -> MatchModel:
        with acting(self.world.actor("manager"), self.now):
            model = arrivals.keep_model(
                by=MACHINE, at=self.now, version="1", body={"weights": []}, automatic=automatic
            )
            made = arrivals.approve_model(
                by=self.world.actor("manager"), at=self.now, model=model, in_force_from=self.now
            )
        assert isinstance(made, MatchModel), made
        return made

    def links_of(self, record: Record) -> list[tuple[int, float, float]]:
        """Every live record with whose key this one's has a weight."""
        others = Record.objects.filter(live=True).exclude(pk=record.pk)
        return [
            (other.pk, weight, 0.99)
            for other in others
            if (weight := self.weights.get(frozenset({_name(record), _name(other)})))
        ]

    def record(self, key: str, digest: str = "1", **said: object) -> Record:
        with as_service("matching"):
            return Record.objects.create(
                source=str(FEED),
                agency="police",
                key=key,
                digest=digest,
                received_at=self.now,
                said={"given_name": "Rosa", "family_name": key.capitalize(), **said},
            )

    def arrive(self, *keys: str) -> None:
        at = self.tick()
        with acting(self.world.actor("manager"), at):
            records = [self.record(key) for key in keys]
            arrivals.arrive(by=self.supplier, at=at, records=records, links_of=self.links_of, cause=FEED)

    def replace(self, key: str, **said: object) -> None:
        at = self.tick()
        with acting(self.world.actor("manager"), at):
            with as_service("matching"):
                old = self.live(key)
                Withdrawal.objects.create(record=old, at=at, by=str(MACHINE), cause="replaced")
            new = self.record(key, digest=f"{old.digest}1", **said)
            arrivals.arrive(
                by=self.supplier, at=at, records=[new], gone=[old], links_of=self.links_of, cause=FEED
            )

    def withdraw(self, *keys: str) -> None:
        at = self.tick()
        with acting(self.world.actor("manager"), at):
            with as_service("matching"):
                records = [self.live(key) for key in keys]
            arrivals.withdraw(by=self.supplier, at=at, records=records, cause=FEED)

    def live(self, key: str) -> Record:
        return Record.objects.get(key=key, live=True)

    def public(self, key: str) -> str:
        with acting(self.world.actor("manager"), self.now), as_service("matching"):
            return self.live(key).public_id

    def person(self, key: str) -> Person:
        """Who stands for the person that the record is of."""
        with acting(self.world.actor("manager"), self.now), as_service("matching"):
            return current(Identification.objects.get(record=self.live(key), undone_at__isnull=True).person)

    def who(self) -> dict[str, str]:
        """Of each record that takes part, by key (or by public id), the public id of its person."""
        with acting(self.world.actor("manager"), self.now), as_service("matching"):
            held = Identification.objects.filter(undone_at__isnull=True, record__live=True).select_related(
                "person", "record"
            )
            return {_name(one.record): current(one.person).public_id for one in held}

    def groups(self) -> frozenset[frozenset[str]]:
        found: dict[str, set[str]] = {}
        for key, person in self.who().items():
            found.setdefault(person, set()).add(key)
        return frozenset(map(frozenset, found.values()))

    def batch(self) -> frozenset[frozenset[str]]:
        """What `partition` makes of all that is live, linked and said, read plainly."""
        with acting(self.world.actor("manager"), self.now), as_service("matching"):
            names = {one.pk: _name(one) for one in Record.objects.all()}
            said = Identification.objects.filter(undone_at__isnull=True).exclude(decided_by=str(MACHINE))
            pins = {
                names[one.record_id]: Pin(names[one.record_id], one.person_id, names.get(one.anchor_id, ""))
                for one in said.order_by("record_id")
            }
            live = {_name(one) for one in Record.objects.filter(live=True) if one.key or _name(one) in pins}
            links = [Pair(*sorted(pair), weight) for pair, weight in self.weights.items()]
            facts = [
                Said(one.kind, names[one.a_id], names[one.b_id])
                for one in Fact.objects.filter(undone_at__isnull=True)
            ]
            return partition(live, links, facts, pins.values(), automatic=AUTOMATIC)


def _name(record: Record) -> str:
    return record.key or record.public_id


def groups(*some: str) -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, some))


def alike(*pairs: str, weight: float = 10.0) -> dict[frozenset[str], float]:
    """`alike("ab", "bc")`: these pairs of one-letter keys compare as one person."""
    return {frozenset(pair): weight for pair in pairs}

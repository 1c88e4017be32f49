"""Whatever comes in whatever order: the database's clusters are those of batch, and no constraint is violated."""

from __future__ import annotations

import itertools
import random

import pytest
from django.db.models import F
from tests.integration.people.clusters_world import Register

from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.registers.people.clusters import locks, state
from mash.registers.people.clusters.splits import split
from mash.registers.people.clusters.statements import join, say_always, say_never, undo
from mash.registers.people.models import Identification, Merge, PersonChange, Record, Statement

pytestmark = pytest.mark.django_db

KEYS = "abcdef"


def weights(chance: random.Random) -> dict[frozenset[str], float]:
    pairs = [frozenset(pair) for pair in itertools.combinations(KEYS, 2)]
    return {pair: chance.choice([-1.0, 0.6, 2.0, 9.0, 14.0]) for pair in chance.sample(pairs, 8)}


class Days:
    """Some days of a register's life, by chance; `steps` counts the entries that the ledger has to have."""

    def __init__(self, register: Register, chance: random.Random) -> None:
        self.register, self.chance = register, chance
        self.screener = register.world.actor("screener")
        self.live: set[str] = set()
        self.standing: list[Statement] = []
        self.steps = 0

    def day(self) -> None:
        verbs = [self.arrive] * 3 + [
            self.withdraw,
            self.replace,
            self.pair,
            self.pair,
            self.join,
            self.split,
            self.undo,
        ]
        self.chance.choice(verbs)()

    def _do(self, action, **rest) -> None:
        at = self.register.tick()
        with acting(self.screener, at):
            said = action(by=self.screener, at=at, **rest)
        self.steps += 1
        if isinstance(said, Statement) and action is not undo:
            self.standing.append(said)

    def arrive(self) -> None:
        if missing := sorted(set(KEYS) - self.live):
            key = self.chance.choice(missing)
            self.register.arrive(key)
            self.live.add(key)
            self.steps += 1

    def withdraw(self) -> None:
        if self.live:
            key = self.chance.choice(sorted(self.live))
            self.register.withdraw(key)
            self.live.remove(key)
            self.steps += 1

    def replace(self) -> None:
        if self.live:
            self.register.replace(self.chance.choice(sorted(self.live)))
            self.steps += 1

    def _two(self) -> list[str]:
        return self.chance.sample(sorted(self.live), 2) if len(self.live) > 1 else []

    def pair(self) -> None:
        if two := self._two():
            a, b = map(self.register.public, two)
            self._do(self.chance.choice([say_always, say_never]), a=a, b=b, reason="Asked")

    def join(self) -> None:
        if two := self._two():
            one, other = map(self.register.person, two)
            self._do(join, person=one, other=other, reason="Asked")

    def split(self) -> None:
        if two := self._two():
            whole = [key for key, who in self.register.who().items() if who == self.register.who()[two[0]]]
            leaving = self.chance.sample(sorted(whole), self.chance.randint(1, len(whole)))
            self._do(
                split,
                person=self.register.person(two[0]),
                records=[self.register.public(key) for key in leaving],
                reason="Asked",
            )

    def undo(self) -> None:
        if self.standing:
            self._do(undo, statement=self.standing.pop(self.chance.randrange(len(self.standing))))


def nothing_is_crooked(register: Register) -> None:
    with acting(register.world.actor("manager"), register.now), as_service("matching"):
        # Whoever is one with another is so with one who stands; every live record is of exactly one person.
        assert not Merge.objects.filter(into__merge__isnull=False).exists()
        held = Identification.objects.filter(undone_at__isnull=True, record__live=True).count()
        assert held == Record.objects.filter(live=True).count()
        assert not Identification.objects.filter(undone_at__lt=F("decided_at")).exists()
        assert not PersonChange.objects.filter(cause="").exists()


@pytest.mark.parametrize("seed", range(6))
def test_any_days_give_the_clusters_of_batch_and_one_entry_each(seed, world):
    chance = random.Random(seed)
    register = Register(world, weights=weights(chance))
    register.model()
    days = Days(register, chance)
    for _ in range(30):
        days.day()
        assert register.groups() == register.batch()
        nothing_is_crooked(register)
    with acting(register.world.actor("governance"), register.now):
        entries = Entry.objects.filter(event__startswith="people:").exclude(event__startswith="people:model:")
        refused = Entry.objects.filter(event="ledger:action:refused")
        ours = entries.count() + refused.count()
    assert ours == days.steps


def test_it_is_the_same_where_the_whole_register_is_read_and_locked_at_once(monkeypatch, world):
    monkeypatch.setattr(state, "MANY", 0)
    monkeypatch.setattr(locks, "LARGE", 0)
    chance = random.Random(50)
    register = Register(world, weights=weights(chance))
    register.model()
    days = Days(register, chance)
    for _ in range(30):
        days.day()
        assert register.groups() == register.batch()
        nothing_is_crooked(register)


@pytest.mark.parametrize("seed", range(4))
def test_undoing_the_last_word_gives_each_record_its_person_back(seed, world):
    chance = random.Random(100 + seed)
    register = Register(world, weights=weights(chance))
    register.model()
    days = Days(register, chance)
    register.arrive(*KEYS)
    days.live = set(KEYS)
    for _ in range(12):
        before = register.who()
        days.standing.clear()
        chance.choice([days.pair, days.join, days.split])()
        if days.standing and chance.random() < 0.7:
            days.undo()
            assert register.who() == before


def test_the_order_of_arrival_does_not_matter(world):
    chance = random.Random(7)
    some = weights(chance)
    found = set()
    register = Register(world, weights=some)
    register.model()
    for _ in range(5):
        order = chance.sample(KEYS, len(KEYS))
        for key in order:
            register.arrive(key)
        found.add(register.groups())
        register.withdraw(*KEYS)
    assert len(found) == 1

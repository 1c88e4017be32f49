"""Two people at the same component at once: one waits for the other, and nobody waits for ever."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.integration.people.clusters_world import Register, groups
from tests.integration.people.test_order import nothing_is_crooked

from mash.foundation.visibility import acting
from mash.registers.people.clusters.statements import join, say_always, say_never
from mash.registers.people.models import Statement

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def register(world):
    found = Register(world)
    found.model()
    return found


def in_a_connection_of_its_own(work):
    def run():
        try:
            return work()
        finally:
            connection.close()

    return run


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0] > 0


def test_a_second_step_in_one_component_waits_and_then_sees_the_first(register):
    register.arrive("a", "b", "c")
    one, other = register.person("a"), register.person("b")
    pair = {"a": register.public("b"), "b": register.public("c")}
    screener, at = register.world.actor("screener"), register.tick()
    written, may_commit = threading.Event(), threading.Event()

    def first():
        with acting(screener, at):
            said = join(by=screener, at=at, person=one, other=other, reason="Same")
            written.set()
            assert may_commit.wait(30)
        return said

    def second():
        assert written.wait(30)
        with acting(screener, at):
            return say_always(by=screener, at=at, reason="Same", **pair)

    with ThreadPoolExecutor(2) as pool:
        joining = pool.submit(in_a_connection_of_its_own(first))
        saying = pool.submit(in_a_connection_of_its_own(second))
        waited = threading.Event()
        for _ in range(600):
            if waiting_for_a_lock():
                waited.set()
                break
            if saying.done():
                break
            threading.Event().wait(0.05)
        may_commit.set()
        assert waited.is_set(), "the second did not wait"
        assert isinstance(joining.result(60), Statement)
        assert isinstance(saying.result(60), Statement)
    assert register.groups() == groups("abc") == register.batch()
    assert set(register.who().values()) == {one.public_id}
    nothing_is_crooked(register)


def test_steps_in_other_components_do_not_wait(register):
    register.arrive("a", "b", "c", "d")
    screener, at = register.world.actor("screener"), register.tick()
    persons = {key: register.person(key) for key in "abcd"}
    written, done = threading.Event(), threading.Event()

    def first():
        with acting(screener, at):
            join(by=screener, at=at, person=persons["a"], other=persons["b"], reason="Same")
            written.set()
            return done.wait(30)

    def second():
        assert written.wait(30)
        with acting(screener, at):
            join(by=screener, at=at, person=persons["c"], other=persons["d"], reason="Same")
        done.set()

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(in_a_connection_of_its_own(first))
        pool.submit(in_a_connection_of_its_own(second)).result(60)
        assert holding.result(60) is True
    assert register.groups() == groups("ab", "cd")


def test_many_at_once_leave_what_batch_gives(register):
    keys = "abcdef"
    register.arrive(*keys)
    screener, at = register.world.actor("screener"), register.tick()
    public = {key: register.public(key) for key in keys}

    def some(seed):
        chance = random.Random(seed)

        def work():
            for _ in range(8):
                a, b = chance.sample(keys, 2)
                with acting(screener, at):
                    verb = chance.choice([say_always, say_always, say_never])
                    verb(by=screener, at=at, a=public[a], b=public[b], reason="Asked")

        return in_a_connection_of_its_own(work)

    with ThreadPoolExecutor(3) as pool:
        for one in [pool.submit(some(seed)) for seed in range(3)]:
            one.result(120)
    assert register.groups() == register.batch()
    nothing_is_crooked(register)

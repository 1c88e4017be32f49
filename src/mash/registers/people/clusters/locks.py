"""One at a time in each component: locks that last as long as the transaction, always taken in one order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from zlib import crc32

from django.db import connection, transaction

from mash.registers.people.clusters.rules import Node
from mash.registers.people.clusters.state import Around, around
from mash.registers.people.models import MatchModel

# The first of PostgreSQL's two numbers of an advisory lock.
_ARRIVALS, _EVERYTHING, _NODE = 74_001, 74_002, 74_003
LARGE = 500
"""Nodes above which the whole register is locked: the database's table of locks is not endless."""


def one_arrival_at_a_time() -> None:
    """Wait for other arrivals to commit: two that do not see each other would leave their own link unweighed."""
    _take([(_ARRIVALS, 0)])


def hold(seeds: Collection[int], model: MatchModel | None) -> Around:
    """What is connected to these records, locked against others until the transaction ends.

    Locks are taken in the order of their numbers. Where a wait has changed what is connected, those taken are given back
    and the larger set is taken anew, so that nobody waits for a lock out of order.
    """
    wanted = around(seeds, model).nodes
    while True:
        mark = transaction.savepoint_create()
        _lock(wanted)
        found = around(seeds, model)
        if len(wanted) > LARGE or found.nodes <= wanted:
            transaction.savepoint_commit(mark)
            return found
        transaction.savepoint_rollback(mark)
        wanted |= found.nodes


def _lock(nodes: Collection[Node]) -> None:
    if len(nodes) > LARGE:
        _take([(_EVERYTHING, 0)])
        return
    _take([(_EVERYTHING, 0)], shared=True)
    _take((_NODE, number) for number in sorted({crc32(one.encode()) - 2**31 for one in nodes}))


def _take(numbers: Iterable[tuple[int, int]], *, shared: bool = False) -> None:
    """Take advisory locks, one after the other in the order given."""
    verb = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    pairs = list(numbers)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {verb}(a, b) FROM unnest(%s::int[], %s::int[]) AS wanted(a, b)",  # noqa: S608 - one of two words
            [[a for a, _ in pairs], [b for _, b in pairs]],
        )

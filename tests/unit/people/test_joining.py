"""Joining groups: the pure rule, and the compiled one of batches, say the same."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.registers.people.clusters.joining import join_groups
from mash.registers.people.matching.grouping import join

LEAST = 0.6


@st.composite
def components(draw):
    """(size, probabilities, pairs that stay apart), no two probabilities alike."""
    size = draw(st.integers(2, 8))
    pairs = list(combinations(range(size), 2))
    chances = draw(st.lists(st.floats(0.05, 0.999), min_size=len(pairs), max_size=len(pairs), unique=True))
    apart = draw(st.sets(st.sampled_from(pairs), max_size=3))
    return size, dict(zip(pairs, chances, strict=True)), apart


@settings(max_examples=150, deadline=None)
@given(components())
def test_batches_and_arrivals_join_alike(component):
    size, chances, apart = component
    likely, never = np.zeros((size, size)), np.zeros((size, size), np.bool_)
    for (a, b), each in chances.items():
        likely[a, b] = likely[b, a] = each
    for a, b in apart:
        never[a, b] = never[b, a] = True
    group = np.arange(size, dtype=np.int32)
    join(likely, never, group, LEAST, np.zeros((size, 3)))
    compiled = {frozenset(np.flatnonzero(group == name).tolist()) for name in set(group.tolist())}
    alone = {number: frozenset((str(number),)) for number in range(size)}
    found = join_groups(
        alone.values(),
        {(str(a), str(b)): each for (a, b), each in chances.items()},
        {frozenset((alone[a], alone[b])) for a, b in apart},
        least=LEAST,
    )
    assert {frozenset(map(int, each)) for each in found} == compiled


def test_who_may_not_meet_do_not_meet_through_others():
    one, other, third = frozenset("a"), frozenset("b"), frozenset("c")
    likely = {("a", "c"): 0.9, ("b", "c"): 0.8, ("a", "b"): 0.99}
    found = join_groups([one, other, third], likely, {frozenset((one, other))}, least=0.5)
    assert set(found) == {frozenset("ac"), frozenset("b")}


def test_a_pair_nobody_compared_counts_against():
    alone = [frozenset(each) for each in "abcd"]
    chain = {("a", "b"): 0.9, ("b", "c"): 0.9, ("c", "d"): 0.9}
    assert set(join_groups(alone, chain, (), least=0.6)) == {frozenset("ab"), frozenset("cd")}

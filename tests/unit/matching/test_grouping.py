"""Groups are joined best first; held against the rule written plainly."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.registers.people.matching.grouping import join

LEAST = 0.5


def _fit(likely, one, two):
    """How well two groups go together: each record's best in the other, on average, both ways."""
    ways = [(one, two), (two, one)]
    return sum(sum(max(likely[x, y] for y in there) for x in here) / len(here) for here, there in ways) / 2


def _plainly(likely, never):
    groups = [[each] for each in range(len(likely))]
    while True:
        fits = [
            (_fit(likely, one, two), -one[0], -two[0], one, two)
            for one, two in combinations(sorted(groups, key=min), 2)
            if not any(never[x, y] for x in one for y in two)
        ]
        if not fits or (best := max(fits, key=lambda each: each[:3]))[0] < LEAST:
            return {frozenset(each) for each in groups}
        groups = [each for each in groups if each not in (best[3], best[4])] + [sorted(best[3] + best[4])]


def _joined(likely, never):
    group = np.arange(len(likely)).astype(np.int32)
    joins = join(likely, never, group, LEAST, np.zeros((len(likely), 3)))
    found = {frozenset(np.flatnonzero(group == each).tolist()) for each in np.unique(group)}
    assert joins == len(likely) - len(found)
    return found


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 7), st.randoms(use_true_random=False), st.floats(0, 0.3))
def test_joining_is_the_rule_written_plainly(size, chance, apart):
    likely, never = np.zeros((size, size)), np.zeros((size, size), bool)
    for x, y in combinations(range(size), 2):
        likely[x, y] = likely[y, x] = chance.random()
        never[x, y] = never[y, x] = chance.random() < apart
    assert _joined(likely, never) == _plainly(likely, never)


def test_a_chain_of_doubtful_pairs_does_not_pull_two_persons_into_one():
    likely = np.zeros((4, 4))
    for x, y, each in ((0, 1, 0.99), (2, 3, 0.99), (1, 2, 0.6)):
        likely[x, y] = likely[y, x] = each
    assert _joined(likely, np.zeros((4, 4), bool)) == {frozenset({0, 1}), frozenset({2, 3})}


@pytest.mark.parametrize("between", [(0, 1), (0, 2)])
def test_what_must_stay_apart_is_in_two_groups(between):
    never = np.zeros((3, 3), bool)
    never[between] = never[between[::-1]] = True
    found = _joined(np.full((3, 3), 0.95), never)
    assert not any(set(between) <= each for each in found)

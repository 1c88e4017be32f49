"""Which records are one person: groups of records from the probabilities of their pairs.

Records that no chain of likely pairs connects never meet. Within such a component groups are joined, best first, while
each record of the one has, on average, a record in the other that it is likely to be the same person as, and the other
way round. So a chain of doubtful pairs does not pull two persons into one, and a record that says little is not left
out because it fits only some of what is known. The result depends on the pairs alone, never on their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from mash.registers.people.matching.compare import FIELDS, levels
from mash.registers.people.matching.score import score, weight

LARGEST = 600  # records in a component; a larger one is first cut at ever stricter probabilities


@njit(cache=True, nogil=True)
def join(likely: Any, never: Any, group: Any, least: float, heights: Any) -> int:
    """Join groups in place, best first; returns how many joins there were.

    `likely` f8[n, n] are probabilities, `never` bool[n, n] the pairs that must stay apart, `group` i4[n] the groups to
    begin with, each named by its first record. Row k of `heights` f8[n, 3] gets the names of the two groups of the
    k-th join and how likely it was: never rising.
    """
    size = len(group)
    alive = np.zeros(size, np.bool_)
    many = np.zeros(size)
    best = np.zeros((size, size))  # of record x in group g
    apart = np.zeros((size, size), np.bool_)
    for x in range(size):
        alive[group[x]] = True
        many[group[x]] += 1
        for y in range(size):
            if likely[x, y] > best[x, group[y]] and x != y:
                best[x, group[y]] = likely[x, y]
            if never[x, y]:
                apart[group[x], group[y]] = True
    fit = np.zeros((size, size))
    for g in range(size):
        for h in range(g + 1, size):
            if alive[g] and alive[h]:
                fit[g, h] = _fit(best, group, many, g, h)
    joins = 0
    before = 1.0
    while True:
        top, one, two = -1.0, -1, -1
        for g in range(size):
            if alive[g]:
                for h in range(g + 1, size):
                    if alive[h] and not apart[g, h] and fit[g, h] > top:
                        top, one, two = fit[g, h], g, h
        if one < 0 or top < least:
            return joins
        before = min(before, top)
        heights[joins, 0], heights[joins, 1], heights[joins, 2] = one, two, before
        joins += 1
        alive[two] = False
        many[one] += many[two]
        for x in range(size):
            if group[x] == two:
                group[x] = one
            best[x, one] = max(best[x, one], best[x, two])
            if apart[two, x]:
                apart[one, x] = True
                apart[x, one] = True
        for h in range(size):
            if alive[h] and h != one:
                fit[min(one, h), max(one, h)] = _fit(best, group, many, one, h)


@njit(cache=True, inline="never")
def _fit(best: Any, group: Any, many: Any, g: int, h: int) -> Any:
    one = two = 0.0
    for x in range(len(group)):
        if group[x] == g:
            one += best[x, h]
        elif group[x] == h:
            two += best[x, g]
    return 0.5 * (one / many[g] + two / many[h])


@njit(cache=True, nogil=True)
def components(size: int, left: Any, right: Any) -> Any:
    """`i4[size]`: for each record the lowest record that a chain of pairs connects it with."""
    parent = np.arange(size).astype(np.int32)
    for place in range(len(left)):
        a, b = left[place], right[place]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        else:
            parent[a] = b
    for x in range(size):
        parent[x] = parent[parent[x]]
        while parent[x] != parent[parent[x]]:
            parent[x] = parent[parent[x]]
    return parent


@njit(cache=True, nogil=True)
def _join_each(
    members: Any,
    starts: Any,
    rows: Any,
    names: Any,
    places: Any,
    weights: Any,
    least: float,
    group: Any,
    out: Any,
) -> int:
    """Join within each component (`members[starts[i]:starts[i + 1]]`), scoring every pair in it."""
    joined = 0
    found = np.zeros(FIELDS, np.uint8)
    for component in range(len(starts) - 1):
        begin, end = starts[component], starts[component + 1]
        size = end - begin
        likely = np.zeros((size, size))
        for i in range(size):
            for j in range(i + 1, size):
                a = rows[members[begin + i]]
                levels(a, rows[members[begin + j]], names, places, found)
                same, household = score(found, a, weights)
                chance = 1.0 / (1.0 + np.exp(-weight(same, household)))
                likely[i, j] = chance
                likely[j, i] = chance
        local = np.arange(size).astype(np.int32)
        heights = np.zeros((size, 3))
        joins = join(likely, np.zeros((size, size), np.bool_), local, least, heights)
        for i in range(size):
            group[members[begin + i]] = members[begin + local[i]]
        for k in range(joins):
            out[joined, 0] = members[begin + int(heights[k, 0])]
            out[joined, 1] = members[begin + int(heights[k, 1])]
            out[joined, 2] = heights[k, 2]
            joined += 1
    return joined


@dataclass(frozen=True)
class Groups:
    """`group` i4[records]: the first record of each record's group; `joins` f8[joins, 3]: (group, group, likelihood)."""

    group: npt.NDArray[np.int32]
    joins: npt.NDArray[np.float64]


def group_all(
    size: int,
    pairs: npt.NDArray[np.int32],
    likely: npt.NDArray[np.float64],
    scored: tuple[Any, Any, Any, Any],
    *,
    least: float,
) -> Groups:
    """Groups among `size` records, from the pairs at least `least` likely; `scored` is (rows, names, places, weights)."""
    group = np.arange(size).astype(np.int32)
    out = np.zeros((size, 3))
    joined = 0
    for members, starts in _parts(size, pairs, likely, least):
        joined += _join_each(members, starts, *scored, least, group, out[joined:])
    return Groups(group, out[:joined])


def _parts(size: int, pairs: Any, likely: Any, least: float) -> Any:
    """(members, starts) of the components; those above `LARGEST` come again from stricter pairs only."""
    at = least
    while True:
        kept = likely >= at
        names = components(size, pairs[kept, 0], pairs[kept, 1])
        order = np.argsort(names, kind="stable").astype(np.int32)
        starts = np.flatnonzero(np.r_[True, np.diff(names[order]) != 0])
        sizes = np.diff(np.r_[starts, size])
        fitting = (sizes > 1) & (sizes <= LARGEST)
        yield _gather(order, starts[fitting], sizes[fitting])
        large = np.zeros(size, bool)
        for begin, many in zip(starts[sizes > LARGEST], sizes[sizes > LARGEST], strict=True):
            large[order[begin : begin + many]] = True
        if not large.any():
            return
        inside = large[pairs[:, 0]] & large[pairs[:, 1]]
        pairs, likely = pairs[inside], likely[inside]
        at = 1 - (1 - at) / 4


def _gather(order: Any, starts: Any, sizes: Any) -> tuple[Any, Any]:
    begins = np.r_[0, np.cumsum(sizes)].astype(np.int64)
    members = np.concatenate([order[a : a + n] for a, n in zip(starts, sizes, strict=True)] or [order[:0]])
    return members, begins

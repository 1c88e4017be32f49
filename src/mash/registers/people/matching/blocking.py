"""Which pairs are worth comparing: those that share a key. The same keys serve batches and lookups.

A model freezes which kinds of key it uses and which keys are shared by too many to tell anything, so that the pairs
that are compared do not depend on the order in which records arrive.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

KEYS = 21
NARROW = 16  # kinds of key that every hub uses; those after them are wide
LIMIT = 100  # rows that share a key, at most, for the key to be used
PAIRS_A_ROW = 12  # a wide kind is used while it brings no more than this
Keys = npt.NDArray[np.uint32]
Pairs = npt.NDArray[np.int32]


@njit(cache=True, inline="never")
def _mix(a: int, b: int) -> Any:
    value = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15) ^ (np.uint64(b) + np.uint64(0x632BE59BD9B4E019))
    value ^= value >> np.uint64(29)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(32)
    return np.int64(value >> np.uint64(2))


@njit(cache=True, inline="never")
def keys(row: Any, names: Any, places: Any, out: Any) -> None:
    """Write the keys of a row into `out`; 0 where it has none of a kind."""
    letters, sounds, words = names[0], names[3], places[3]
    out[:] = 0
    given, family = row.given, row.family
    given_sound = sounds[row.given_first if row.given_first > 0 else given]
    family_sound = sounds[row.family_last if row.family_last > 0 else family]
    postcode, number, street = words[row.postcode], words[row.number], words[row.street]
    whole = row.year > 0 and row.day > 0
    born = 0
    if whole:  # one key, whichever of day and month was written first
        born = row.year * 512 + min(row.month, row.day) * 32 + max(row.month, row.day)
    if row.nhs_number > 0:
        out[0] = _mix(1, row.nhs_number)
    if row.upn > 0:
        out[1] = _mix(2, row.upn)
    if row.identifier > 0:
        out[2] = _mix(3, row.identifier)
    if row.email > 0:
        out[3] = _mix(4, words[row.email])
    if row.phone > 0:
        out[4] = _mix(5, row.phone)
    if whole and given > 0:
        out[5] = _mix(6, _mix(born, letters[given, 0]))
    if whole and family > 0:
        out[6] = _mix(7, _mix(born, letters[family, 0]))
    if given > 0 and family > 0:  # whichever name was written first
        out[7] = _mix(8, _mix(min(given_sound, family_sound), max(given_sound, family_sound)))
    if row.postcode > 0 and row.number > 0:
        out[8] = _mix(9, _mix(postcode, number))
    if row.street > 0 and row.number > 0:
        out[9] = _mix(10, _mix(street, number))
    if row.postcode > 0 and given > 0:
        out[10] = _mix(11, _mix(postcode, given_sound))
    if row.postcode > 0 and family > 0:
        out[11] = _mix(12, _mix(postcode, family_sound))
    if given > 0 and row.year > 0 and row.outward > 0:
        out[12] = _mix(13, _mix(given_sound, _mix(row.year, words[row.outward])))
    if given > 0 and whole:
        out[13] = _mix(14, _mix(given_sound, _mix(row.month, row.day)))
    if family > 0 and row.year > 0 and given > 0:
        out[14] = _mix(15, _mix(family_sound, _mix(row.year, letters[given, 0])))
    if family > 0 and whole:
        out[15] = _mix(16, _mix(family_sound, _mix(row.month, row.day)))
    if whole:
        out[16] = _mix(17, born)
    if row.postcode > 0:
        out[17] = _mix(18, postcode)
    if family > 0:
        out[18] = _mix(19, family_sound)
    if given > 0:
        out[19] = _mix(20, given_sound)
    if row.street > 0:
        out[20] = _mix(21, street)


@njit(cache=True, nogil=True)
def keys_of_one(rows: Any, names: Any, places: Any, out: Any) -> None:
    """`keys` of the first of these rows."""
    keys(rows[0], names, places, out)


@njit(cache=True, nogil=True)
def _narrowed(rows: Any, names: Any, places: Any, out: Any) -> None:
    one = np.zeros(KEYS, np.int64)
    for place in range(len(rows)):
        keys(rows[place], names, places, one)
        for kind in range(KEYS):
            out[place, kind] = np.uint32(one[kind] & 0xFFFFFFFF)


def keys_of_rows(rows: Any, names: Any, places: Any) -> Keys:
    """`u4[rows, KEYS]`: the keys' lower halves. Batch and lookup compare those, so that both meet the same pairs."""
    found = np.zeros((len(rows), KEYS), np.uint32)
    in_parts(len(rows), 16, lambda begin, end: _narrowed(rows[begin:end], names, places, found[begin:end]))
    return found


def in_parts[T](size: int, parts: int, work: Callable[[int, int], T]) -> list[T]:
    """What `work(begin, end)` gives for each part of a range, in order; on all processors, as compiled code allows."""
    edges = [size * part // parts for part in range(parts + 1)]
    if size < 2_000:
        return [work(0, size)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, edges[:-1], edges[1:]))


def choose(every: Keys) -> tuple[list[int], list[int], float]:
    """(kinds, stop, pairs): the kinds of key that serve these rows, the keys that too many share, and how many pairs
    the others bring, those that share keys of several kinds counted for each."""
    kinds: list[int] = []
    stop: set[int] = set()
    pairs = 0.0
    size = len(every)
    for kind in range(KEYS):
        ordered = np.sort(every[:, kind])
        edges = np.r_[0, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1, size]
        values, counts = ordered[edges[:-1]], np.diff(edges)
        counts[values == 0] = 0
        brought = (counts.astype(float) * (counts - 1) / 2)[counts <= LIMIT].sum()
        if kind < NARROW or brought <= PAIRS_A_ROW * size:
            kinds.append(kind)
            pairs += float(brought)
            stop.update(values[counts > LIMIT].tolist())
    return kinds, sorted(stop), pairs


def without(every: Keys, stop: list[int]) -> Keys:
    """The keys, those in `stop` taken out, in place."""
    if stop and len(every):
        known = np.unique(np.array(stop, np.int64) & 0xFFFFFFFF).astype(np.uint32)
        for kind in range(KEYS):
            column = every[:, kind]
            places = np.minimum(np.searchsorted(known, column), len(known) - 1)
            column[known[places] == column] = 0
    return every


@dataclass(frozen=True)
class Blocks:
    """Rows that share a key of one kind: `rows[starts[i]:starts[i + 1]]` share one, in order of rows.

    `place` is the kind's place among `kinds`, all that are used. A pair counts for the first kind that brings it.
    """

    place: int
    kinds: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]

    def parts(self) -> list[tuple[int, int]]:
        """(first, last) of blocks, in parts that bring about the same number of pairs."""
        sizes = np.diff(self.starts)
        ends = np.cumsum(sizes * (sizes - 1) // 2)
        if not len(ends):
            return []
        cuts = np.searchsorted(ends, ends[-1] * np.arange(1, 16) / 16)
        edges = np.unique(np.r_[0, cuts, len(sizes)])
        return list(pairwise(edges.tolist()))


def blocks(every: Keys, kinds: list[int]) -> Iterator[Blocks]:
    """The blocks of each kind of key."""
    order = np.array(kinds, np.int64)
    for place, kind in enumerate(kinds):
        packed = every[:, kind].astype(np.uint64) << np.uint64(32)
        packed |= np.arange(len(every), dtype=np.uint64)
        packed = np.sort(packed[packed >= np.uint64(1 << 32)])
        if not len(packed):
            continue
        of_key = (packed >> np.uint64(32)).astype(np.uint32)
        alike = of_key[1:] == of_key[:-1]
        kept = np.r_[alike, False] | np.r_[False, alike]  # those alone under their key bring no pair
        of_key, rows = of_key[kept], (packed[kept] & np.uint64(0xFFFFFFFF)).astype(np.int32)
        if len(rows):
            starts = np.r_[0, np.flatnonzero(of_key[1:] != of_key[:-1]) + 1, len(rows)]
            yield Blocks(place, order, rows, starts.astype(np.int64))


@njit(cache=True, inline="always")
def met_before(place: int, kinds: Any, every: Any, one: int, two: int) -> bool:
    """Whether two rows, by their keys, share one of the kinds before this place."""
    for earlier in range(place):
        kind = kinds[earlier]
        if every[one, kind] != 0 and every[one, kind] == every[two, kind]:
            return True
    return False


@njit(cache=True, nogil=True)
def _sampled(
    first: int, last: int, place: int, kinds: Any, ordered: Any, starts: Any, every: Any, limit: Any
) -> Any:
    room = 4096
    out = np.empty((room, 2), np.int32)
    many = 0
    for block in range(first, last):
        for i in range(starts[block], starts[block + 1]):
            a = ordered[i]
            for j in range(i + 1, starts[block + 1]):
                b = ordered[j]
                if limit < 0xFFFFFFFF and (_mix(a, b) & 0xFFFFFFFF) >= limit:
                    continue
                if met_before(place, kinds, every, a, b):
                    continue
                if many == room:
                    more = np.empty((2 * room, 2), np.int32)
                    more[:room] = out
                    out = more
                    room *= 2
                out[many, 0] = a
                out[many, 1] = b
                many += 1
    return out[:many].copy()


def sample(every: Keys, kinds: list[int], share: float) -> tuple[Pairs, npt.NDArray[np.uint8]]:
    """(pairs i4[pairs, 2], the kind that brought each): of the pairs that share a key, about this share.

    Which ones is the same whenever it is asked.
    """
    limit = int(share * 0xFFFFFFFF)
    found, brought = [np.zeros((0, 2), np.int32)], [np.zeros(0, np.uint8)]
    for each in blocks(every, kinds):

        def work(part: tuple[int, int], given: Blocks = each) -> Pairs:
            kept = (given.kinds, given.rows, given.starts, every, limit)
            return np.asarray(_sampled(part[0], part[1], given.place, *kept))

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for pairs in pool.map(work, each.parts()):
                found.append(pairs)
                brought.append(np.full(len(pairs), kinds[each.place], np.uint8))
    return np.concatenate(found), np.concatenate(brought)

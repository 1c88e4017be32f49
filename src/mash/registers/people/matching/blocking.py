"""Which pairs are worth comparing: those that share a key. The same keys serve batches and lookups.

A model freezes which kinds of key it uses and which keys are shared by too many to tell anything, so that the pairs
that are compared do not depend on the order in which records arrive.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

KEYS = 21
NARROW = 16  # kinds of key that every hub uses; those after them are wide
LIMIT = 100  # rows that share a key, at most, for the key to be used
PAIRS_A_ROW = 12  # a wide kind is used while it brings no more than this
Keys = npt.NDArray[np.int64]
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
def keys_of_rows(rows: Any, names: Any, places: Any) -> Any:
    """`i8[KEYS, rows]`."""
    found = np.zeros((KEYS, len(rows)), np.int64)
    one = np.zeros(KEYS, np.int64)
    for place in range(len(rows)):
        keys(rows[place], names, places, one)
        found[:, place] = one
    return found


@njit(cache=True, nogil=True)
def _pairs_of_kind(kind: int, kinds: Any, ordered: Any, by_key: Any, every: Any, out: Any) -> int:
    """Pairs that share this kind of key and none of the kinds before it; counts only, where `out` is empty."""
    found = 0
    size = len(ordered)
    start = 0
    while start < size:
        end = start + 1
        while end < size and by_key[end] == by_key[start]:
            end += 1
        for i in range(start, end):
            for j in range(i + 1, end):
                a, b = ordered[i], ordered[j]
                earlier = False
                for place in range(kind):
                    before = kinds[place]
                    if every[before, a] != 0 and every[before, a] == every[before, b]:
                        earlier = True
                        break
                if not earlier:
                    if len(out) > 0:
                        out[found, 0] = min(a, b)
                        out[found, 1] = max(a, b)
                    found += 1
        start = end
    return found


def choose(every: Keys) -> tuple[list[int], list[int]]:
    """(kinds, stop): the kinds of key that serve these rows, and the keys that too many share."""
    kinds, stop = [], []
    size = every.shape[1]
    for kind in range(len(every)):
        values, counts = np.unique(every[kind], return_counts=True)
        counts[values == 0] = 0
        brought = (counts.astype(float) * (counts - 1) / 2)[counts <= LIMIT].sum()
        if kind < NARROW or brought <= PAIRS_A_ROW * size:
            kinds.append(kind)
            stop += values[counts > LIMIT].tolist()
    return kinds, sorted(stop)


def without(every: Keys, stop: list[int]) -> Keys:
    """The keys, those in `stop` taken out."""
    if stop:
        known = np.array(stop, np.int64)
        for kind in range(len(every)):
            places = np.minimum(np.searchsorted(known, every[kind]), len(known) - 1)
            every[kind][known[places] == every[kind]] = 0
    return every


def pairs_by_kind(every: Keys, kinds: list[int]) -> Iterator[Pairs]:
    """Each pair of rows that shares a key once, the lower row first: `i4[pairs, 2]` a kind."""
    order = np.array(kinds, np.int64)
    for place, kind in enumerate(kinds):
        ordered = np.argsort(every[kind], kind="stable").astype(np.int32)
        by_key = every[kind][ordered]
        present = int(np.searchsorted(by_key, 1))
        ordered, by_key = ordered[present:], by_key[present:]
        count = _pairs_of_kind(place, order, ordered, by_key, every, np.zeros((0, 2), np.int32))
        if count:
            found = np.zeros((count, 2), np.int32)
            _pairs_of_kind(place, order, ordered, by_key, every, found)
            yield found

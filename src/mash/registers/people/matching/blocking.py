"""Which pairs are worth comparing: those that share a key. The same keys serve batches and lookups."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

KEYS = 21
# A key that more rows share than this tells nothing; the other keys still find the pair.
BATCH_LIMIT = 100
WIDE = 16  # the first of the wide kinds of key


@njit(cache=True, inline="never")
def _mix(a: int, b: int) -> int:
    value = np.uint64(a) * np.uint64(0x9E3779B97F4A7C15) ^ (np.uint64(b) + np.uint64(0x632BE59BD9B4E019))
    value ^= value >> np.uint64(29)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(32)
    return np.int64(value >> np.uint64(2))


@njit(cache=True, inline="never")
def keys(row: Any, names: Any, out: Any) -> None:
    """Write the keys of a row into `out`; 0 where it has none of a kind."""
    letters, _lengths, sounds, _kin = names
    out[:] = 0
    given, family = row.given, row.family
    first_part = row.given_first if row.given_first > 0 else given
    given_sound = sounds[first_part] if first_part > 0 else 0
    family_sound = sounds[row.family_last if row.family_last > 0 else family] if family > 0 else 0
    low, high = min(row.month, row.day), max(row.month, row.day)
    whole = row.year > 0 and row.day > 0
    born = (row.year * 512 + low * 32 + high) if whole else 0
    if row.nhs_number > 0:
        out[0] = _mix(1, row.nhs_number)
    if row.upn > 0:
        out[1] = _mix(2, row.upn)
    if row.identifier > 0:
        out[2] = _mix(3, row.identifier)
    if row.email > 0:
        out[3] = _mix(4, row.email)
    if row.phone > 0:
        out[4] = _mix(5, row.phone)
    if born > 0 and given > 0:
        out[5] = _mix(6, _mix(born, letters[given, 0]))
    if born > 0 and family > 0:
        out[6] = _mix(7, _mix(born, letters[family, 0]))
    if given_sound > 0 and family_sound > 0:
        # One kind, whichever name was written first.
        out[7] = _mix(8, _mix(min(given_sound, family_sound), max(given_sound, family_sound)))
    if row.postcode > 0 and row.number > 0:
        out[8] = _mix(9, _mix(row.postcode, row.number))
    if row.street > 0 and row.number > 0:
        out[9] = _mix(10, _mix(row.street, row.number))
    if row.postcode > 0 and given_sound > 0:
        out[10] = _mix(11, _mix(row.postcode, given_sound))
    if row.postcode > 0 and family_sound > 0:
        out[11] = _mix(12, _mix(row.postcode, family_sound))
    if given_sound > 0 and row.year > 0 and row.outward > 0:
        out[12] = _mix(13, _mix(given_sound, _mix(row.year, row.outward)))
    if given_sound > 0 and whole:
        out[13] = _mix(14, _mix(given_sound, _mix(row.month, row.day)))
    if family_sound > 0 and row.year > 0 and given > 0:
        out[14] = _mix(15, _mix(family_sound, _mix(row.year, letters[given, 0])))
    if family_sound > 0 and whole:
        out[15] = _mix(16, _mix(family_sound, _mix(row.month, row.day)))
    # Wide keys: where a hub is small, or for a lookup, they find what errors in two fields hide.
    if whole:
        out[16] = _mix(17, born)
    if row.postcode > 0:
        out[17] = _mix(18, row.postcode)
    if family_sound > 0:
        out[18] = _mix(19, family_sound)
    if given_sound > 0:
        out[19] = _mix(20, given_sound)
    if row.street > 0:
        out[20] = _mix(21, row.street)


@njit(cache=True, nogil=True)
def keys_of_rows(rows: Any, names: Any) -> Any:
    """`i8[KEYS, rows]`."""
    found = np.zeros((21, len(rows)), np.int64)
    one = np.zeros(21, np.int64)
    for place in range(len(rows)):
        keys(rows[place], names, one)
        found[:, place] = one
    return found


@njit(cache=True, nogil=True)
def _pairs_of_kind(kind: int, ordered: Any, by_key: Any, every: Any, limit: int, out: Any) -> int:
    """Pairs that share this kind of key and none before it; counts only, where `out` is empty."""
    found = 0
    size = len(ordered)
    start = 0
    while start < size:
        end = start + 1
        while end < size and by_key[end] == by_key[start]:
            end += 1
        if by_key[start] != 0 and 1 < end - start <= limit:
            for i in range(start, end):
                for j in range(i + 1, end):
                    a, b = ordered[i], ordered[j]
                    earlier = False
                    for before in range(kind):
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


def pairs(every: npt.NDArray[np.int64], *, limit: int = BATCH_LIMIT) -> npt.NDArray[np.int32]:
    """`i4[pairs, 2]`: each pair of rows that shares a key, once, the lower row first."""
    parts = []
    for kind in range(len(every)):
        ordered = np.argsort(every[kind], kind="stable").astype(np.int32)
        by_key = every[kind][ordered]
        present = int(np.searchsorted(by_key, 1))
        ordered, by_key = ordered[present:], by_key[present:]
        if len(ordered) < 2:
            continue
        count = _pairs_of_kind(kind, ordered, by_key, every, limit, np.zeros((0, 2), np.int32))
        found = np.zeros((count, 2), np.int32)
        if count:
            _pairs_of_kind(kind, ordered, by_key, every, limit, found)
        parts.append(found)
    return np.concatenate(parts) if parts else np.zeros((0, 2), np.int32)

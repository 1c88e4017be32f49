"""Look one record up among millions, in memory: the same keys, the same weights as in a batch.

Rows are numbers (about 125 bytes a record); keys are kept in one sorted list of 8 bytes each. What was added since the
list was sorted stands in small lists beside it, until there is enough of it to sort again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from mash.registers.people.matching import blocking
from mash.registers.people.matching.compare import FIELDS, arrays, levels
from mash.registers.people.matching.explain import Found
from mash.registers.people.matching.explain import found as describe
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.score import Weights, score, weight
from mash.registers.people.matching.table import ROW, Vocabularies, encode, encode_one

NARROW_LIMIT, WIDE_LIMIT = 2_000, 400  # records under one key that a lookup looks at, at most
RESORT = 20_000  # records added, from which the sorted list is made anew


class Index:
    """Records by key, found by what they say. Not for several threads at once."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.words = Vocabularies()
        self._weights = Weights.of(model)
        self._rows: npt.NDArray[Any] = np.zeros(1024, ROW)
        self._keys = np.zeros(1024, np.int64)
        self._alive = np.zeros(1024, np.bool_)
        self._seen = np.zeros(1024, np.uint32)
        self._round = np.uint32(0)
        self._size = 0
        self._places: dict[int, int] = {}
        self._sorted = (np.zeros(0, np.uint32), np.zeros(0, np.int32))
        self._sorted_to = 0
        self._recent: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._places)

    @property
    def known(self) -> set[int]:
        """The keys of all records."""
        return set(self._places)

    def __contains__(self, key: int) -> bool:
        return key in self._places

    def add(self, key: int, values: Mapping[str, str]) -> None:
        """Take a record in, or what it says now in place of what it said."""
        self.remove(key)
        row = self.model.dress(encode_one(values, self.words), self.words)
        place = self._take(1)
        self._rows[place] = row[0]
        self._note(key, place)
        found = np.zeros(blocking.KEYS, np.int64)
        blocking.keys_of_one(row, *arrays(self.words), found)
        for each in found.tolist():
            if each:
                self._recent.setdefault(each & 0xFFFFFFFF, []).append(place)
        if self._size - self._sorted_to > RESORT:
            self.sort()

    def add_many(self, keys: Sequence[int], columns: Mapping[str, Any]) -> None:
        """Take many records in at once: columns of text as in `table.encode`."""
        for key in keys:
            self.remove(key)
        rows = self.model.dress(encode(columns, self.words), self.words)
        begin = self._take(len(rows))
        self._rows[begin : begin + len(rows)] = rows
        for place, key in enumerate(keys, begin):
            self._note(key, place)
        self.sort()

    def _take(self, many: int) -> int:
        begin = self._size
        self._size += many
        if self._size > len(self._rows):
            capacity = max(self._size, len(self._rows) + len(self._rows) // 8 + 1024)
            for name in ("_rows", "_keys", "_alive", "_seen"):
                old = getattr(self, name)
                new = np.zeros(capacity, old.dtype)
                new[: len(old)] = old
                setattr(self, name, new)
        return begin

    def _note(self, key: int, place: int) -> None:
        self._places[key] = place
        self._keys[place] = key
        self._alive[place] = True

    def remove(self, key: int) -> None:
        """Leave a record out from now on; one that is not here is no error."""
        place = self._places.pop(key, None)
        if place is not None:
            self._alive[place] = False

    def sort(self) -> None:
        """Make the sorted list of keys anew, those removed left out."""
        every = blocking.keys_of_rows(self._rows[: self._size], *arrays(self.words))
        every[~self._alive[: self._size]] = 0
        places, kinds = np.nonzero(every)
        keys = every[places, kinds]
        order = np.argsort(keys, kind="stable")
        self._sorted = keys[order], places[order].astype(np.int32)
        self._sorted_to = self._size
        self._recent = {}

    def find(self, values: Mapping[str, str], *, limit: int = 10, without: Iterable[int] = ()) -> list[Found]:
        """The records most likely to be of this person, best first; then those of its likely household.

        At most `limit` of each. `without` are keys not to be found, such as the record's own.
        """
        row = self.model.dress(encode_one(values, self.words), self.words)
        names, places = arrays(self.words)
        keys = np.zeros(blocking.KEYS, np.int64)
        blocking.keys_of_one(row, names, places, keys)
        recent = [each for key in keys.tolist() if key for each in self._recent.get(key & 0xFFFFFFFF, ())]
        self._round = np.uint32(self._round + 1)
        chosen, scores, found = _find(
            row, keys, *self._sorted, np.array(recent, np.int32), self._rows, self._alive, self._seen, self._round,
            names, places, self._weights,
        )  # fmt: skip
        return self._explained(row, chosen, scores, found, limit, frozenset(without))

    def pairs_of(self, values: Mapping[str, str], *, without: Iterable[int] = ()) -> list[Found]:
        """Every record at least as likely as the model's `review`: what a new record is linked with."""
        many = self.find(values, limit=200, without=without)
        return [each for each in many if each.probability >= self.model.review]

    def _explained(
        self, row: Any, chosen: Any, scores: Any, found: Any, limit: int, without: frozenset[int]
    ) -> list[Found]:
        order = np.argsort(-scores[:, 2], kind="stable")
        best = [
            each for each in order[: limit + len(without)] if int(self._keys[chosen[each]]) not in without
        ][:limit]
        known = set(best)
        near = np.argsort(-scores[:, 1], kind="stable")[: 3 * limit + len(without)]
        best += [
            each
            for each in near
            if each not in known and scores[each, 1] > 0 and int(self._keys[chosen[each]]) not in without
        ][:limit]
        return [
            describe(int(self._keys[chosen[each]]), row[0], scores[each], found[each], self._weights)
            for each in best
        ]

    @property
    def memory(self) -> int:
        """Bytes of the arrays that hold records and keys, vocabularies included."""
        held: list[npt.NDArray[Any]] = [self._rows, self._keys, self._alive, self._seen, *self._sorted]
        for vocabulary in (self.words.names, self.words.places):
            held += [
                vocabulary.letters,
                vocabulary.lengths,
                vocabulary.masks,
                vocabulary.keys,
                vocabulary.kin,
            ]
        return sum(each.nbytes for each in held)


@njit(cache=True, nogil=True)
def _find(
    query: Any, keys: Any, sorted_keys: Any, sorted_places: Any, recent: Any, rows: Any, alive: Any, seen: Any,
    this: Any, names: Any, places: Any, weights: Any,
) -> Any:  # fmt: skip
    """(places, scores f8[n, 3] of (same, household, weight), levels u1[n, fields]) of the records under these keys."""
    chosen = np.zeros(40_000, np.int32)
    many = 0
    for kind in range(len(keys)):
        if keys[kind] == 0:
            continue
        key = np.uint32(keys[kind] & 0xFFFFFFFF)
        begin = np.searchsorted(sorted_keys, key)
        limit = NARROW_LIMIT if kind < blocking.NARROW else WIDE_LIMIT
        end = begin
        while end < len(sorted_keys) and sorted_keys[end] == key and end - begin <= limit:
            end += 1
        if end - begin > limit:
            continue
        for at in range(begin, end):
            place = sorted_places[at]
            if alive[place] and seen[place] != this and many < len(chosen):
                seen[place] = this
                chosen[many] = place
                many += 1
    for place in recent:
        if alive[place] and seen[place] != this and many < len(chosen):
            seen[place] = this
            chosen[many] = place
            many += 1
    scores = np.zeros((many, 3))
    found = np.zeros((many, FIELDS), np.uint8)
    a = query[0]
    for at in range(many):
        levels(a, rows[chosen[at]], names, places, found[at])
        same, household = score(found[at], a, weights)
        scores[at, 0], scores[at, 1], scores[at, 2] = same, household, weight(same, household)
    return chosen[:many], scores, found

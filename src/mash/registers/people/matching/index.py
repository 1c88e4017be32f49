"""Look one record up among millions, in memory: the same keys, the same weights as in a batch.

Rows are numbers (about 125 bytes a record); keys are kept in one sorted list of 8 bytes each. What was added since the
list was sorted stands in small lists beside it, until there is enough of it to sort again.

`find` serves people: the rarest keys first, as many records as it may look at in a millisecond. `pairs_of` serves the
clusters: exactly the pairs that a batch would compare, by the kinds of key and the stop keys that the model froze.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from numba import njit

from mash.registers.people.matching import blocking
from mash.registers.people.matching.compare import (
    FAMILY,
    FIELDS,
    GIVEN,
    arrays,
    levels,
    name_levels,
    other_levels,
)
from mash.registers.people.matching.explain import finds, likely
from mash.registers.people.matching.finds import Found
from mash.registers.people.matching.frozen import Frozen, Sorted, Words
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.score import Weights, at_most, of_names, score, weight
from mash.registers.people.matching.table import ROW, Vocabularies, encode, encode_one

NARROW_LIMIT, WIDE_LIMIT = 2_000, 400  # records under one key that a lookup looks at, at most
BUDGET = 3_000  # records that a lookup looks at, at most
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
        self._stale = False
        self._recent: dict[int, list[int]] = {}
        self._kinds = np.isin(np.arange(blocking.KEYS), model.kinds)
        self._stop = frozenset(each & 0xFFFFFFFF for each in model.stop)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def numbers(self) -> npt.NDArray[np.int64]:
        """The keys of all records, in no order."""
        return self._keys[: self._size][self._alive[: self._size]]

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
        if self.unsorted > RESORT:
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
        self._stale = True

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
        self.take_sorted(self.sorted_anew())

    def sorted_anew(self) -> Sorted:
        """The sorted list as it should be now. It changes nothing: another thread may ask, but none may add meanwhile."""
        size = self._size
        every = blocking.keys_of_rows(self._rows[:size], *arrays(self.words))
        every[~self._alive[:size]] = 0
        places, kinds = np.nonzero(every)
        keys = every[places, kinds]
        order = np.argsort(keys, kind="stable")
        return Sorted(keys[order], places[order].astype(np.int32), size)

    def take_sorted(self, made: Sorted) -> None:
        """Use a list that `sorted_anew` made."""
        self._sorted, self._sorted_to = (made.keys, made.places), made.until
        self._stale = False
        self._recent = {}
        every = blocking.keys_of_rows(self._rows[made.until : self._size], *arrays(self.words))
        for place, keys in enumerate(every.tolist(), made.until):
            for each in keys:
                if each:
                    self._recent.setdefault(each, []).append(place)

    @property
    def unsorted(self) -> int:
        """How many records were added since the list was sorted."""
        return self._size - self._sorted_to

    def frozen(self) -> Frozen:
        """The index as it is now, to be kept: later changes do not touch it, for arrays are only added to."""
        if self._stale:
            self.sort()
        size = self._size
        return Frozen(
            self._keys[:size],
            self._rows[:size],
            self._alive[:size].copy(),
            Sorted(*self._sorted, self._sorted_to),
            Words.of(self.words.names),
            Words.of(self.words.places),
        )

    @classmethod
    def thawed(cls, model: Model, kept: Frozen) -> Self:
        """The index that was kept, under the model that it was made under."""
        found = cls(model)
        found.words = Vocabularies(kept.names.vocabulary(), kept.places.vocabulary())
        found._rows, found._keys, found._alive = kept.rows, kept.keys, kept.alive
        found._size = len(kept.keys)
        found._seen = np.zeros(found._size, np.uint32)
        found._places = {key: place for place, key in enumerate(kept.keys.tolist()) if kept.alive[place]}
        found.take_sorted(kept.sorted)
        return found

    def find(
        self,
        values: Mapping[str, str],
        *,
        limit: int = 10,
        without: Iterable[int] = (),
        least: tuple[float, float] = (0.0, 0.0),
    ) -> list[Found]:
        """The records most likely to be of this person, best first; then those of its likely household.

        At most `limit` of each. `without` are keys not to be found, such as the record's own. `least` are probabilities
        of (one person, one household): a record that reaches neither is left out, and nobody explains it.
        """
        apart = frozenset(without)
        with self.words.lent():
            row, keys, recent = self._asked(values)
            names, places = arrays(self.words)
            chosen, scores, found = _find(
                row, keys, *self._sorted, recent, self._rows, self._alive, self._seen, self._round, names, places,
                self._weights, max(limit, 1) + len(apart),
            )  # fmt: skip
        return self._explained(row, chosen, scores, found, limit, apart, least)

    def pairs_of(
        self, values: Mapping[str, str], *, without: Iterable[int] = (), explained: bool = True
    ) -> list[Found]:
        """Every record at least as likely as the model's `review`, best first: what a new record is linked with.

        Not `explained` they come without their reasons, which take longer to make and to send than the pairs to find.
        """
        least = float(np.log(self.model.review / (1 - self.model.review)))
        with self.words.lent():
            row, keys, recent = self._asked(values)
            names, places = arrays(self.words)
            keys = np.where(self._kinds, keys, 0)
            keys[[each in self._stop for each in keys.tolist()]] = 0
            chosen, scores, found = _meet(
                row, keys, *self._sorted, recent, self._rows, self._alive, self._seen, self._round, names, places,
                self._weights, least,
            )  # fmt: skip
        every, apart = self._keys[chosen], frozenset(without)
        kept = [each for each in np.lexsort((every, -scores[:, 2])).tolist() if int(every[each]) not in apart]
        why = found[kept] if explained else found[kept, :0]
        return finds(every[kept].tolist(), row[0], scores[kept], why, self._weights)

    def _asked(self, values: Mapping[str, str]) -> tuple[Any, Any, Any]:
        """(row, keys i8[KEYS] as they are compared, places of records not yet sorted that share one)."""
        if self._stale or self.unsorted > RESORT:
            self.sort()
        row = self.model.dress(encode_one(values, self.words), self.words)
        keys = np.zeros(blocking.KEYS, np.int64)
        blocking.keys_of_one(row, *arrays(self.words), keys)
        keys &= 0xFFFFFFFF
        recent = [each for key in keys.tolist() if key for each in self._recent.get(key, ())]
        self._round = np.uint32(self._round + 1)
        return row, keys, np.array(recent, np.int32)

    def _explained(
        self,
        row: Any,
        chosen: Any,
        scores: Any,
        found: Any,
        limit: int,
        without: frozenset[int],
        least: tuple[float, float],
    ) -> list[Found]:
        order = np.argsort(-scores[:, 2], kind="stable")[: limit + len(without)]
        near = np.argsort(-scores[:, 1], kind="stable")[: 3 * limit + len(without)]
        near = near[scores[near, 1] > 0]
        best = self._but(order, chosen, without)[:limit]
        known = set(best)
        best += [each for each in self._but(near, chosen, without) if each not in known][:limit]
        if any(least):
            best = [each for each in best if likely(scores[each].tolist(), least)]
        if not best:
            return []
        keys = self._keys[chosen[best]].tolist()
        return finds(keys, row[0], scores[best], found[best], self._weights)

    def _but(self, some: Any, chosen: Any, without: frozenset[int]) -> list[int]:
        """Those of `some` of the chosen that are not to be left out, in order."""
        if not without:
            return list(some.tolist())
        keys = self._keys[chosen[some]].tolist()
        return [each for each, key in zip(some.tolist(), keys, strict=True) if key not in without]

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
def _under(key: int, sorted_keys: Any) -> tuple[Any, Any]:
    begin = np.searchsorted(sorted_keys, np.uint32(key))
    return begin, begin + np.searchsorted(sorted_keys[begin:], np.uint32(key), side="right")


@njit(cache=True, nogil=True)
def _candidates(
    keys: Any, sorted_keys: Any, sorted_places: Any, recent: Any, alive: Any, seen: Any, this: Any
) -> Any:
    """Places of records under the rarest of these keys, each once, `BUDGET` and what was added since sorting at most."""
    begins, ends = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    for kind in range(len(keys)):
        if keys[kind] != 0:
            begin, end = _under(keys[kind], sorted_keys)
            if end - begin <= (NARROW_LIMIT if kind < blocking.NARROW else WIDE_LIMIT):
                begins[kind], ends[kind] = begin, end
    chosen = np.empty(BUDGET + len(recent), np.int32)
    many = 0
    for kind in np.argsort(ends - begins):
        for at in range(begins[kind], ends[kind]):
            place = sorted_places[at]
            if many < BUDGET and alive[place] and seen[place] != this:
                seen[place] = this
                chosen[many] = place
                many += 1
    for place in recent:
        if alive[place] and seen[place] != this:
            seen[place] = this
            chosen[many] = place
            many += 1
    return chosen[:many]


@njit(cache=True, nogil=True, inline="never")
def _touch(rows: Any, chosen: Any) -> int:
    """Read a little of each row, so that the memory fetches many at once and not one after the other."""
    found = 0
    for place in chosen:
        found += rows[place].phone + rows[place].family_last + rows[place].year
    return found


@njit(cache=True, nogil=True)
def _find(
    query: Any, keys: Any, sorted_keys: Any, sorted_places: Any, recent: Any, rows: Any, alive: Any, seen: Any,
    this: Any, names: Any, places: Any, weights: Any, limit: int,
) -> Any:  # fmt: skip
    """(places, scores f8[n, 3] of (same, household, weight), levels u1[n, fields]) of the records under these keys.

    Left out are those that can be neither among the `limit` best nor of one household.
    """
    chosen = _candidates(keys, sorted_keys, sorted_places, recent, alive, seen, this)
    kept = np.empty(len(chosen), np.int32)
    scores = np.zeros((len(chosen), 3))
    found = np.zeros((len(chosen), FIELDS), np.uint8)
    best = np.full(limit, -1e9)  # the weights of the best so far, falling
    many = 0 * _touch(rows, chosen)
    a = query[0]
    for place in chosen:
        b = rows[place]
        one, two = at_most(a, b, weights)
        given, family = name_levels(a, b, names)
        by_name, at_home = of_names(given, family, a, weights)
        if one + by_name < best[-1] and two + at_home <= 0.0:
            continue
        level = found[many]
        level[GIVEN], level[FAMILY] = given, family
        other_levels(a, b, names, places, level)
        same, household = score(level, a, weights)
        total = weight(same, household)
        scores[many, 0], scores[many, 1], scores[many, 2] = same, household, total
        kept[many] = place
        many += 1
        if total > best[-1]:
            at = limit - 1
            while at > 0 and best[at - 1] < total:
                best[at] = best[at - 1]
                at -= 1
            best[at] = total
    return kept[:many], scores[:many], found[:many]


@njit(cache=True, nogil=True)
def _meet(
    query: Any, keys: Any, sorted_keys: Any, sorted_places: Any, recent: Any, rows: Any, alive: Any, seen: Any,
    this: Any, names: Any, places: Any, weights: Any, least: float,
) -> Any:  # fmt: skip
    """As `_find`, of every record that shares one of these keys, kind by kind, and weighs `least` or more."""
    begins, ends = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    for kind in range(len(keys)):
        if keys[kind] != 0:
            begins[kind], ends[kind] = _under(keys[kind], sorted_keys)
    room = (ends - begins).sum() + len(recent)
    chosen = np.empty(room, np.int32)
    scores = np.zeros((room, 3))
    found = np.zeros((room, FIELDS), np.uint8)
    own = np.zeros(len(keys), np.int64)
    many = 0
    a = query[0]
    for kind in range(len(keys) + 1):
        last = kind == len(keys)
        for at in range(len(recent)) if last else range(begins[kind], ends[kind]):
            place = recent[at] if last else sorted_places[at]
            if not alive[place] or seen[place] == this:
                continue
            seen[place] = this
            b = rows[place]
            blocking.keys(b, names, places, own)
            shares = False  # the sorted list does not tell kinds of key apart
            for each in range(len(keys)):
                shares |= keys[each] != 0 and keys[each] == own[each] & 0xFFFFFFFF
            if not shares:
                continue
            level = found[many]
            levels(a, b, names, places, level)
            same, household = score(level, a, weights)
            total = weight(same, household)
            if total >= least:
                scores[many, 0], scores[many, 1], scores[many, 2] = same, household, total
                chosen[many] = place
                many += 1
    return chosen[:many], scores[:many], found[:many]

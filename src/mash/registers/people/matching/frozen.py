"""An index as arrays and words alone, to be kept and read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from mash.registers.people.matching.table import OF_NAMES, OF_PLACES, Rows, Vocabulary


@dataclass(frozen=True)
class Sorted:
    """Keys of the first `until` records in order, and the place of the record that has each."""

    keys: npt.NDArray[np.uint32]
    places: npt.NDArray[np.int32]
    until: int


@dataclass(frozen=True)
class Words:
    """A vocabulary: its words by number, and the arrays of what they are."""

    words: list[str]
    described: dict[str, npt.NDArray[Any]]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Self:
        return cls(list(vocabulary.words), vocabulary.described())

    def vocabulary(self) -> Vocabulary:
        return Vocabulary.of(self.words, self.described)

    def only(self, used: npt.NDArray[np.bool_]) -> Self:
        """Those that are used, numbered anew in the same order."""
        places = np.flatnonzero(used)
        return replace(
            self,
            words=[self.words[place] for place in places.tolist()],
            described={name: array[places] for name, array in self.described.items()},
        )


@dataclass(frozen=True)
class Frozen:
    """An index: the key and row of each record, which of them are still there, and what the rows refer to."""

    keys: npt.NDArray[np.int64]
    rows: Rows
    alive: npt.NDArray[np.bool_]
    sorted: Sorted
    names: Words
    places: Words

    def compact(self) -> Frozen:
        """The same without the records that were taken out and without the words that only they said."""
        rows = self.rows[self.alive]
        there = self.alive[self.sorted.places]
        moved = (np.cumsum(self.alive) - 1).astype(np.int32)
        names, places = (
            _used(rows, OF_NAMES, len(self.names.words)),
            _used(rows, OF_PLACES, len(self.places.words)),
        )
        _renumber(rows, OF_NAMES, names)
        _renumber(rows, OF_PLACES, places)
        until = int(np.count_nonzero(self.alive[: self.sorted.until]))
        return Frozen(
            self.keys[self.alive],
            rows,
            np.ones(len(rows), np.bool_),
            Sorted(self.sorted.keys[there], moved[self.sorted.places[there]], until),
            self.names.only(names),
            self.places.only(places),
        )


def _used(rows: Rows, columns: Sequence[str], many: int) -> npt.NDArray[np.bool_]:
    """By number of a word, whether a row has it; the empty word is always there."""
    used = np.zeros(many, np.bool_)
    used[0] = True
    for column in columns:
        used[rows[column]] = True
    return used


def _renumber(rows: Rows, columns: Sequence[str], used: npt.NDArray[np.bool_]) -> None:
    numbers = (np.cumsum(used) - 1).astype(np.int32)
    for column in columns:
        rows[column] = numbers[rows[column]]

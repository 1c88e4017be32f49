"""The model: how often each level of agreement is met among the same person, one household, and strangers.

For a pair with levels l, the evidence for "same" against "strangers" is the sum over fields of ln(same / strangers),
with the rate of the shared value in place of the average one where a value is common or rare; "household" alike. With
the numbers of pairs of each kind expected among the records as prior, the three give one probability each. It is one
readable JSON file, frozen with its frequencies: the same two records always weigh the same.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Self
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from mash.registers.people.matching.compare import LEVELS, ORDER, WIDTH
from mash.registers.people.matching.table import ROW, Rows, Vocabularies, key_of

FORMAT = "mash-people-1"
KINDS = ("same", "household", "strangers")
Chances = dict[str, dict[str, float]]  # field -> level -> chance


@dataclass(frozen=True)
class Model:
    """A trained model. `chances[kind][field][level]` sum to 1 over the levels of a field, "missing" left out.

    `expected` are the numbers of pairs of each kind that the training expects among all pairs of `records` records;
    `names` the share of records with each given and family name, `coincidence` the chance that two strangers share
    one; `crowds` how many records share an address or telephone number, where far more do than usual (`usual`).
    Pairs share one of the `kinds` of key; the keys in `stop` are shared by too many to tell anything.
    A pair is linked by the machine from the probability `automatic`, shown for review from `review`.
    """

    version: str
    made_at: str
    records: int
    expected: dict[str, float]
    chances: dict[str, Chances]
    names: dict[str, dict[str, float]]
    coincidence: dict[str, float]
    years: dict[str, float]
    dates: dict[str, float]
    crowds: dict[str, dict[str, int]]
    usual: dict[str, float]
    kinds: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    automatic: float = 0.6
    review: float = 0.05
    calibration: list[list[float]] = field(default_factory=list)

    def to_json(self) -> str:
        """The file's text; `from_json` reads it back without loss."""
        return json.dumps(self.body(), indent=1, ensure_ascii=False)

    def body(self) -> dict[str, Any]:
        """The file's object."""
        return {"format": FORMAT, **asdict(self)}

    @property
    def automatic_bits(self) -> float:
        """The weight, in bits, of a pair that is `automatic` likely."""
        return float(np.log2(self.automatic / (1 - self.automatic)))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises ValueError for what is not a model of this format."""
        return cls.from_body(json.loads(text))

    @classmethod
    def from_body(cls, body: object) -> Self:
        """The same from the file's object, already read."""
        if not isinstance(body, dict) or body.get("format") != FORMAT:
            raise ValueError(f"This is no model file of the format {FORMAT}.")
        try:
            return cls(**{name: part for name, part in body.items() if name != "format"})
        except TypeError as error:
            raise ValueError("This model file lacks a part, or has one that is not known.") from error

    @cached_property
    def tables(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], float, float]:
        """ln(same/strangers) and ln(household/strangers) by field and level, and the two priors, as logarithms."""
        same, household = np.zeros((len(ORDER), WIDTH)), np.zeros((len(ORDER), WIDTH))
        for row, name in enumerate(ORDER):
            for place, level in enumerate(LEVELS[name]):
                if level != "missing":
                    stranger = np.log(self.chances["strangers"][name][level])
                    same[row, place] = np.log(self.chances["same"][name][level]) - stranger
                    household[row, place] = np.log(self.chances["household"][name][level]) - stranger
        strangers = np.log(self.expected["strangers"])
        return (
            same,
            household,
            float(np.log(self.expected["same"]) - strangers),
            float(np.log(self.expected["household"]) - strangers),
        )

    def dress(self, rows: Rows, words: Vocabularies) -> Rows:
        """Give rows the rates of their values, as this model knows them; what it never met counts as rare."""
        if len(rows) == 1:
            return self._dress_one(rows, words)
        for name in ("given", "family"):
            rows[f"{name}_rate"] = self._name_rates(name, rows[name], words)
        rows["born_rate"] = self._born_rates(rows)
        keys = words.places.keys
        rows["place_crowd"] = self._crowding("place", pair_keys(keys[rows["postcode"]], keys[rows["number"]]))
        rows["phone_crowd"] = self._crowding("phone", rows["phone"])
        return rows

    @cached_property
    def _rates(self) -> WeakKeyDictionary[Vocabularies, dict[str, list[float]]]:
        return WeakKeyDictionary()

    def _name_rates(self, name: str, numbers: npt.NDArray[np.int32], words: Vocabularies) -> Any:
        """The rates of these words. A vocabulary only grows, but for words that are lent to a single row."""
        rates = self._rates.setdefault(words, {}).setdefault(name, [])
        rates += [self._name_rate(name, word) for word in words.names.words[len(rates) :]]
        return np.array(rates, "f4")[numbers]

    def _name_rate(self, name: str, word: str) -> float:
        known = self.names[name]
        return math.log(known.get(word, known.get("", 1e-6)) / self.coincidence[name])

    def _dress_one(self, row: Rows, words: Vocabularies) -> Rows:
        """The same for one row, without the arrays, which are slow for one; nothing is kept of its words."""
        said = dict(zip(ROW.names or (), row.item(), strict=True))
        for name in ("given", "family"):
            row[f"{name}_rate"] = self._name_rate(name, words.names.words[said[name]])
        year, month, day = said["year"], said["month"], said["day"]
        born = self.dates.get(str(year * 10000 + month * 100 + day)) or self.years.get(
            str(year), self.years.get("", 1e-5)
        )
        row["born_rate"] = np.log(born / self.coincidence["born"])
        keys = words.places.keys
        home = pair_key(int(keys[said["postcode"]]), int(keys[said["number"]]))
        row["place_crowd"] = self._crowds_by_key["place"].get(home, 0.0)
        row["phone_crowd"] = self._crowds_by_key["phone"].get(said["phone"], 0.0)
        return row

    def _born_rates(self, rows: Rows) -> npt.NDArray[np.float64]:
        rarest, chance = self.years.get("", 1e-5), self.coincidence["born"]
        years, places = np.unique(rows["year"], return_inverse=True)
        found = np.log(np.array([self.years.get(str(each), rarest) for each in years])[places] / chance)
        if self.dates:
            numbers = rows["year"].astype("i8") * 10000 + rows["month"].astype("i8") * 100 + rows["day"]
            for date, rate in self.dates.items():
                found[numbers == int(date)] = np.log(rate / chance)
        return found

    def _crowding(self, what: str, keys: npt.NDArray[np.int64]) -> Any:
        known, values = self._crowded[what]
        if not len(known):
            return 0
        places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[places] == keys, values[places], 0)

    @cached_property
    def _crowds_by_key(self) -> dict[str, dict[int, float]]:
        return {
            what: dict(zip(keys.tolist(), values.tolist(), strict=True))
            for what, (keys, values) in self._crowded.items()
        }

    @cached_property
    def _crowded(self) -> dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]]:
        """By what is crowded: keys in order, and ln(records there / usual) of each."""
        found = {}
        for what, crowds in self.crowds.items():
            keys = [_crowd_key(what, written) for written in crowds]
            order = np.argsort(keys)
            values = np.log(np.array(list(crowds.values()), float) / self.usual[what])
            found[what] = np.array(keys, "i8")[order], values[order]
        return found


def pair_key(first: int, second: int) -> int:
    """`pair_keys` of one pair."""
    if first <= 0 or second <= 0:
        return 0
    return ((first * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) ^ second) >> 1


def pair_keys(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """One key of two; 0 where either is 0."""
    mixed = (first.astype("u8") * np.uint64(0x9E3779B97F4A7C15)) ^ second.astype("u8")
    return np.where((first > 0) & (second > 0), (mixed >> np.uint64(1)).astype("i8"), 0)


def _crowd_key(what: str, written: str) -> int:
    if what == "phone":
        return int(written)
    postcode, _, number = written.partition(" ")
    return int(pair_keys(np.array([key_of(postcode)]), np.array([key_of(number)]))[0])


def from_tables(tables: Mapping[str, npt.NDArray[np.float64]]) -> dict[str, Chances]:
    """Chances by name from arrays by number."""
    return {
        kind: {
            name: {
                level: float(table[row, place])
                for place, level in enumerate(LEVELS[name])
                if level != "missing"
            }
            for row, name in enumerate(ORDER)
        }
        for kind, table in tables.items()
    }

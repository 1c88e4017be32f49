"""Learn a model from a hub's own records, without labels.

Expectation and maximisation over three kinds of pairs. What strangers agree on is measured on random pairs. What the
same person agrees on is free. A household is what its members share (family name, address, telephone); in everything
that is one's own (given name, date of birth, identifiers) its members are strangers to each other, but for twins and
for children named after a parent, who are bounded. Without that third kind relatives pass for strangers who happen to
agree, and fields are not independent among strangers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from mash.registers.people.matching import blocking
from mash.registers.people.matching.compare import (
    BORN,
    EMAIL,
    FAMILY,
    GIVEN,
    LEVELS,
    ORDER,
    ORIGIN,
    PHONE,
    PLACE,
    WIDTH,
    arrays,
    levels_of_pairs,
)
from mash.registers.people.matching.model import Model, from_tables
from mash.registers.people.matching.score import Weights, score, weight
from mash.registers.people.matching.table import Rows, Vocabularies

SHARED = (FAMILY, PLACE, PHONE, EMAIL, ORIGIN)  # what a household has in common
TWINS, NAMESAKES = 0.02, 0.005  # of pairs in a household, at most
RANDOM_PAIRS = 400_000
TRAINING_PAIRS = 2_500_000  # counted for each kind of key that brings them
EXHAUSTIVE = 3_000  # up to so many records every pair is a candidate
NEEDED = 0.0005  # a wide kind of key is used when it alone brings this share of the likely pairs
_NAMES_KEPT = 50_000

# Where learning begins: what agencies' records of one person are usually like.
_SAME = {
    "given": (0.8, 0.05, 0.05, 0.03, 0.01, 0.02, 0.03, 0.01), "family": (0.85, 0.05, 0.03, 0.02, 0.05),
    "middle": (0.6, 0.3, 0.05, 0.05), "born": (0.88, 0.02, 0.05, 0.02, 0.02, 0.01), "sex": (0.98, 0.02),
    "place": (0.6, 0.03, 0.02, 0.03, 0.02, 0.02, 0.1, 0.18), "phone": (0.6, 0.05, 0.35),
    "nhs_number": (0.97, 0.02, 0.01), "upn": (0.97, 0.03), "identifier": (0.9, 0.05, 0.05),
    "email": (0.7, 0.1, 0.2), "birth_place": (0.8, 0.1, 0.1), "occupation": (0.7, 0.3),
}  # fmt: skip
_HOUSEHOLD = {
    "family": (0.7, 0.02, 0.05, 0.03, 0.2), "place": (0.8, 0.05, 0.02, 0.05, 0.02, 0.02, 0.02, 0.02),
    "phone": (0.3, 0.02, 0.68), "email": (0.05, 0.05, 0.9), "birth_place": (0.5, 0.1, 0.4),
}  # fmt: skip
Table = npt.NDArray[np.float64]


def every_pair(rows: Rows) -> blocking.Pairs:
    """All pairs of a few rows: `i4[pairs, 2]`."""
    return np.stack(np.triu_indices(len(rows), 1), axis=1).astype(np.int32)


def train(
    rows: Rows, words: Vocabularies, *, at: datetime, version: str, rounds: int = 40, seed: int = 1
) -> Model:
    """A model of these records. Sealed persons are not among them: nothing of theirs enters the frequencies."""
    chooser = np.random.default_rng(seed)
    names, places = arrays(words)
    strangers = _random_chances(rows, names, places, chooser)
    model = frequencies(rows, words, strangers, at=at, version=version)
    every = blocking.keys_of_rows(rows, names, places)
    kinds, stop, in_all = blocking.choose(every)
    model = replace(model, kinds=kinds, stop=stop)
    model.dress(rows, words)
    if len(rows) <= EXHAUSTIVE:
        pairs, brought, share = every_pair(rows), None, 1.0
    else:
        share = min(1.0, TRAINING_PAIRS / max(in_all, 1.0))
        pairs, brought = blocking.sample(blocking.without(every, stop), kinds, share)
    found = _levels(pairs[:, 0], pairs[:, 1], rows, names, places)
    firsts = rows[pairs[:, 0]]
    model = _maximise(model, found, firsts, share=share, rounds=rounds, sharing=_sharing_names(rows))
    if brought is None:
        return model
    # Keys that many share are worth their pairs where records say little; in most hubs they find nobody new.
    weighing = np.log(model.automatic / (1 - model.automatic))
    likely = brought[_weights_of(found, firsts, Weights.of(model)) >= weighing]
    found_by = np.bincount(likely, minlength=blocking.KEYS)
    needed = [kind for kind in kinds if kind < blocking.NARROW or found_by[kind] > NEEDED * len(likely)]
    return replace(model, kinds=needed)


@njit(cache=True, nogil=True)
def _weights_of(found: Any, firsts: Any, weights: Any) -> Any:
    """The weight of each pair with these levels."""
    out = np.zeros(len(found))
    for pair in range(len(found)):
        same, household = score(found[pair], firsts[pair], weights)
        out[pair] = weight(same, household)
    return out


def _levels(left: Any, right: Any, rows: Rows, names: Any, places: Any) -> Any:
    """`levels_of_pairs`, on all processors."""
    return np.concatenate(
        blocking.in_parts(
            len(left),
            16,
            lambda begin, end: levels_of_pairs(left[begin:end], right[begin:end], rows, names, places),
        )
    )


def _maximise(
    model: Model, found: Any, firsts: Rows, *, share: float, rounds: int, sharing: tuple[float, float]
) -> Model:
    begin = {"same": _table(_SAME), "household": _table(_HOUSEHOLD)}
    strangers = _table({name: tuple(model.chances["strangers"][name].values()) for name in ORDER})
    same, household = begin["same"], _bounded(begin["household"], strangers)
    expected = dict(model.expected)
    for _ in range(rounds):
        model = replace(
            model,
            chances=from_tables({"same": same, "household": household, "strangers": strangers}),
            expected=expected,
        )
        counts, totals = _expect(found, firsts, Weights.of(model))
        same = _chances(counts[0], begin["same"])
        household = _bounded(_chances(counts[1], begin["household"]), strangers)
        # Strangers share both names more often than if names were drawn apart: families name their children alike.
        strangers_too = sharing[0] - expected["same"] * same[GIVEN, 1] * same[FAMILY, 1]
        together = min(max(strangers_too / max(sharing[1], 1.0), 1.0), 10.0)
        model = replace(model, coincidence={**model.coincidence, "together": together})
        before = expected["same"]
        expected = {**expected, "same": totals[0] / share, "household": totals[1] / share}
        if abs(expected["same"] - before) < 1e-4 * before:
            break
    return model


@njit(cache=True, parallel=True)
def _expect(found: Any, firsts: Any, weights: Any) -> tuple[Any, Any]:
    """How much of each level falls to "same" and to "household", and how many pairs do."""
    parts = 8
    counts = np.zeros((parts, 2, found.shape[1], WIDTH))
    totals = np.zeros((parts, 2))
    step = (len(found) + parts - 1) // parts
    for part in prange(parts):
        for pair in range(part * step, min((part + 1) * step, len(found))):
            same, household = score(found[pair], firsts[pair], weights)
            top = max(same, household, 0.0)
            same, household = np.exp(same - top), np.exp(household - top)
            whole = same + household + np.exp(-top)
            same /= whole
            household /= whole
            totals[part, 0] += same
            totals[part, 1] += household
            for field in range(found.shape[1]):
                counts[part, 0, field, found[pair, field]] += same
                counts[part, 1, field, found[pair, field]] += household
    return counts.sum(axis=0), totals.sum(axis=0)


def _table(chances: dict[str, tuple[float, ...]]) -> Table:
    found = np.zeros((len(ORDER), WIDTH))
    for name, values in chances.items():
        found[ORDER.index(name), 1 : len(values) + 1] = values
    return found


def _chances(counts: Table, begin: Table) -> Table:
    """Shares by level; a few imagined pairs like those at the start keep the unseen from being impossible."""
    found = counts + 5 * begin
    found[:, 0] = 0
    whole = found.sum(axis=1, keepdims=True)
    return np.divide(found, whole, out=begin.copy(), where=whole > 0)


def _bounded(household: Table, strangers: Table) -> Table:
    found = strangers.copy()
    for field in SHARED:
        found[field] = household[field]
    for field, most in ((BORN, TWINS), (GIVEN, NAMESAKES)):
        extra = min(household[field, 1] if household[field].any() else most, most)
        found[field] *= 1 - extra
        found[field, 1] += extra
    return found


def _random_chances(rows: Rows, names: Any, places: Any, chooser: np.random.Generator) -> Table:
    left, right = (chooser.integers(0, len(rows), RANDOM_PAIRS, dtype=np.int32) for _ in range(2))
    apart = left != right
    found = _levels(left[apart], right[apart], rows, names, places)
    counts: Any = np.stack([np.bincount(found[:, field], minlength=WIDTH) for field in range(len(ORDER))])
    meant = np.zeros((len(ORDER), WIDTH))
    for row, name in enumerate(ORDER):
        meant[row, 1 : len(LEVELS[name])] = 0.5
    counts = (counts + meant) * (meant > 0)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def frequencies(rows: Rows, words: Vocabularies, strangers: Table, *, at: datetime, version: str) -> Model:
    """A model that knows how common each value is, and nothing yet of the same person and households."""
    size = max(len(rows), 2)
    names: dict[str, dict[str, float]] = {}
    coincidence: dict[str, float] = {}
    for field, row in (("given", GIVEN), ("family", FAMILY)):
        counts = np.bincount(rows[field], minlength=len(words.names))
        counts[0] = 0
        whole = max(int(counts.sum()), 1)
        coincidence[field] = max(float(((counts / whole) ** 2).sum()), 1e-9)
        kept = [each for each in np.argsort(-counts)[:_NAMES_KEPT] if counts[each] > 1]
        names[field] = {words.names.words[each]: counts[each] / whole for each in kept} | {"": 1 / whole}
        _set_same(strangers, row, coincidence[field])
    coincidence["together"] = 1.0  # until it is known how many pairs are one person
    years, dates, coincidence["born"] = _births(rows)
    _set_same(strangers, BORN, coincidence["born"])
    places, usual_place = _crowds(
        rows[(rows["postcode"] > 0) & (rows["number"] > 0)], ("postcode", "number"),
        lambda row: f"{words.places.words[row[0]]} {words.places.words[row[1]]}",
    )  # fmt: skip
    phones, usual_phone = _crowds(rows[rows["phone"] > 0], ("phone",), lambda row: str(row[0]))
    return Model(
        version=version,
        made_at=at.isoformat(timespec="seconds"),
        records=len(rows),
        expected={"same": 0.3 * size, "household": 0.5 * size, "strangers": size * (size - 1) / 2},
        chances=from_tables({"strangers": strangers}),
        names=names,
        coincidence=coincidence,
        years=years,
        dates=dates,
        crowds={"place": places, "phone": phones},
        usual={"place": usual_place, "phone": usual_phone},
    )


def _set_same(strangers: Table, field: int, chance: float) -> None:
    """Frequencies tell the chance of the same value better than a sample does."""
    rest = strangers[field, 2:].sum()
    strangers[field, 2:] *= (1 - chance) / rest
    strangers[field, 1] = chance


def _sharing_names(rows: Rows) -> tuple[float, float]:
    """How many pairs share both names, and how many would if names were drawn apart from each other."""
    named = rows[(rows["given"] > 0) & (rows["family"] > 0)]
    found = []
    for whole in (named["given"], named["family"], named["given"].astype("i8") << 32 | named["family"]):
        counts = np.unique(whole, return_counts=True)[1].astype(float)
        found.append(float((counts * (counts - 1) / 2).sum()))
    every = max(len(named) * (len(named) - 1) / 2, 1.0)
    return found[2], found[0] * found[1] / every


def _births(rows: Rows) -> tuple[dict[str, float], dict[str, float], float]:
    """Rates by year (of one day of it), of days that stand out (placeholders), and of two strangers' same day."""
    whole = rows[(rows["year"] > 0) & (rows["day"] > 0)]
    if not len(whole):
        return {"": 1e-5}, {}, 1e-5
    size = len(whole)
    years, counts = np.unique(whole["year"], return_counts=True)
    per_day = dict(zip(years.tolist(), (counts / size / 365.25).tolist(), strict=True))
    numbers, in_all = np.unique(
        whole["year"].astype("i8") * 10000 + whole["month"].astype("i8") * 100 + whole["day"],
        return_counts=True,
    )
    dates = {
        str(number): count / size
        for number, count in zip(numbers.tolist(), in_all.tolist(), strict=True)
        if count > 10 + 8 * per_day[number // 10000] * size
    }
    rates = {str(year): rate for year, rate in per_day.items()} | {"": 1 / size / 365.25}
    return rates, dates, max(float(((in_all / size) ** 2).sum()), 1e-9)


def _crowds(rows: Rows, fields: tuple[str, ...], key: Any) -> tuple[dict[str, int], float]:
    if not len(rows):
        return {}, 1.0
    values, counts = np.unique(
        np.stack([rows[field].astype("i8") for field in fields]), axis=1, return_counts=True
    )
    usual = float((counts.astype(float) ** 2).sum() / counts.sum())
    crowded = np.flatnonzero(counts >= max(12, 4 * usual))
    return {key(values[:, each].tolist()): int(counts[each]) for each in crowded}, usual

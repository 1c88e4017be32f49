"""Why a pair weighs what it weighs, field by field, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mash.registers.people.matching.compare import FIELDS, LEVELS, ORDER, arrays, levels_of_pairs
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.score import Weights, score_pairs
from mash.registers.people.matching.table import Vocabularies, encode_one
from mash.registers.people.matching.words import SENTENCES

LN2 = float(np.log(2))
_RATES = {
    "given": "given_rate",
    "family": "family_rate",
    "born": "born_rate",
    "place": "place_crowd",
    "phone": "phone_crowd",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One field: how it agrees, in words, and its evidence for one person against strangers in bits."""

    field: str
    level: str
    words: str
    bits: float


@dataclass(frozen=True, slots=True)
class Found:
    """A record that may be of the person looked for. `weight` is ln of the odds of "same" against all else."""

    key: int
    weight: float
    probability: float
    household: float
    reasons: tuple[Reason, ...]


def found(key: int, row: Any, scores: Any, levels: Any, weights: Weights) -> Found:
    """The find of one row: `scores` are (same, household, weight), `levels` u1[fields]."""
    same, household, total = (float(each) for each in scores)
    top = max(same, household, 0.0)
    near = float(np.exp(household - top) / (np.exp(same - top) + np.exp(household - top) + np.exp(-top)))
    return Found(key, total, float(1 / (1 + np.exp(-total))), near, _reasons(row, levels, weights))


def _reasons(row: Any, levels: Any, weights: Weights) -> tuple[Reason, ...]:
    reasons = []
    for field in range(FIELDS):
        name = ORDER[field]
        level = LEVELS[name][int(levels[field])]
        if level == "missing":
            continue
        bits = float(weights.same[field, int(levels[field])])
        if level == "same" and name in _RATES:
            bits -= float(row[_RATES[name]])
        reasons.append(Reason(name, level, SENTENCES[name][level], bits / LN2))
    return tuple(sorted(reasons, key=lambda each: -abs(each.bits)))


def explain(model: Model, one: Mapping[str, str], other: Mapping[str, str]) -> Found:
    """How two records compare by a model, whether or not they share a key."""
    words = Vocabularies()
    rows = np.concatenate([encode_one(one, words), encode_one(other, words)])
    model.dress(rows, words)
    names, places = arrays(words)
    left, right = np.zeros(1, np.int32), np.ones(1, np.int32)
    weights = Weights.of(model)
    same, household = score_pairs(left, right, rows, names, places, weights)[0]
    levels = levels_of_pairs(left, right, rows, names, places)[0]
    return found(1, rows[0], (same, household, same - np.logaddexp(0, household)), levels, weights)

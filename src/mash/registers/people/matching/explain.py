"""Why a pair weighs what it weighs, field by field, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from mash.registers.people.matching.compare import (
    BORN,
    FAMILY,
    GIVEN,
    LEVELS,
    ORDER,
    PHONE,
    PLACE,
    arrays,
    levels_of_pairs,
)
from mash.registers.people.matching.finds import Found, Reason
from mash.registers.people.matching.model import Model
from mash.registers.people.matching.score import Weights, score_pairs
from mash.registers.people.matching.table import Vocabularies, encode_one
from mash.registers.people.matching.words import SENTENCES

LN2 = float(np.log(2))
_RATES = {
    GIVEN: "given_rate",
    FAMILY: "family_rate",
    BORN: "born_rate",
    PLACE: "place_crowd",
    PHONE: "phone_crowd",
}


def finds(keys: Sequence[int], row: Any, scores: Any, levels: Any, weights: Weights) -> list[Found]:
    """The finds of one row, in this order: `scores` f8[n, 3] are (same, household, weight), `levels` u1[n, fields]."""
    same = weights.same.tolist()
    rates = {field: float(row[name]) for field, name in _RATES.items()}
    return [
        _found(key, one, near, total, _reasons(of_fields, same, rates))
        for key, (one, near, total), of_fields in zip(keys, scores.tolist(), levels.tolist(), strict=True)
    ]


def _found(key: int, same: float, household: float, total: float, reasons: tuple[Reason, ...]) -> Found:
    return Found(key, total, *_probabilities(same, household, total), reasons)


def _probabilities(same: float, household: float, total: float) -> tuple[float, float]:
    """Of one person, and of one household."""
    top = max(same, household, 0.0)
    near = math.exp(household - top)
    near /= math.exp(same - top) + near + math.exp(-top)
    return 1 / (1 + math.exp(min(-total, 700.0))), near


def likely(scores: Sequence[float], least: tuple[float, float]) -> bool:
    """Whether scores (same, household, weight) reach one of the `least` probabilities, of one person or one household."""
    return any(one >= other for one, other in zip(_probabilities(*scores), least, strict=True))


def _reasons(
    levels: Sequence[int], same: Sequence[Sequence[float]], rates: Mapping[int, float]
) -> tuple[Reason, ...]:
    reasons = []
    for field, level in enumerate(levels):
        if level:
            bits = same[field][level]
            if level == 1 and field in rates:
                bits -= rates[field]
            reasons.append(_reason(field, level, bits))
    reasons.sort(key=_evidence, reverse=True)
    return tuple(reasons)


@lru_cache(maxsize=4096)
def _reason(field: int, level: int, bits: float) -> Reason:
    name = ORDER[field]
    said = LEVELS[name][level]
    return Reason(name, said, SENTENCES[name][said], bits / LN2)


def _evidence(reason: Reason) -> float:
    return abs(reason.bits)


def explain(model: Model, one: Mapping[str, str], other: Mapping[str, str]) -> Found:
    """How two records compare by a model, whether or not they share a key."""
    words = Vocabularies()
    rows = np.concatenate([encode_one(one, words), encode_one(other, words)])
    model.dress(rows, words)
    names, places = arrays(words)
    left, right = np.zeros(1, np.int32), np.ones(1, np.int32)
    weights = Weights.of(model)
    same, household = score_pairs(left, right, rows, names, places, weights)[0]
    scores = np.array([(same, household, same - np.logaddexp(0, household))])
    return finds([1], rows[0], scores, levels_of_pairs(left, right, rows, names, places), weights)[0]

"""The weight of a pair: compiled, one piece of code for batches and lookups."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit, prange

from mash.registers.people.matching.compare import BORN, FAMILY, FIELDS, GIVEN, PHONE, PLACE, levels
from mash.registers.people.matching.model import Model


class Weights(NamedTuple):
    """What the compiled scorer reads of a model."""

    same: Any
    household: Any
    prior_same: float
    prior_household: float
    together: float

    @classmethod
    def of(cls, model: Model) -> Weights:
        return cls(*model.tables, float(np.log(model.coincidence["together"])))


@njit(cache=True, inline="never")
def score(found: Any, a: Any, weights: Any) -> tuple[float, float]:
    """(same, household): the logarithms of the odds of each against "strangers", of a pair with these levels.

    `a` is either row of the pair: rates count only where both have the same value.
    """
    same = weights.prior_same
    household = weights.prior_household
    for field in range(len(found)):
        same += weights.same[field, found[field]]
        household += weights.household[field, found[field]]
    # The rarer the shared value, the less likely that strangers share it; relatives share a family name and a home
    # however rare those are, and the more people share a home, the more pairs in it are no one person.
    if found[GIVEN] == 1:
        same -= a.given_rate
    if found[FAMILY] == 1:
        same -= a.family_rate
        household -= a.family_rate
        if found[GIVEN] == 1:  # names go together: strangers share both more often than chance says
            same -= weights.together
            household -= weights.together
    if found[BORN] == 1:
        same -= a.born_rate
    if found[PLACE] == 1:
        same -= a.place_crowd
    if found[PHONE] == 1:
        same -= a.phone_crowd
        household -= a.phone_crowd
    return same, household


@njit(cache=True, inline="never")
def weight(same: float, household: float) -> float:
    """The logarithm of the odds of "same person" against all else."""
    if household > 30.0:
        return same - household
    return same - math.log1p(math.exp(household))


@njit(cache=True, parallel=True)
def score_pairs(left: Any, right: Any, rows: Any, names: Any, places: Any, weights: Any) -> Any:
    """`f8[pairs, 2]` of `score` for the pairs (left[i], right[i]) of rows."""
    out = np.zeros((len(left), 2))
    parts = 16
    step = (len(left) + parts - 1) // parts
    for part in prange(parts):
        found = np.zeros(FIELDS, np.uint8)
        for place in range(part * step, min((part + 1) * step, len(left))):
            a = rows[left[place]]
            levels(a, rows[right[place]], names, places, found)
            out[place, 0], out[place, 1] = score(found, a, weights)
    return out

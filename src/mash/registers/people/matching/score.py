"""The weight of a pair: compiled, one piece of code for batches and lookups."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from mash.registers.people.matching.blocking import met_before
from mash.registers.people.matching.compare import (
    BORN,
    EMAIL,
    FAMILY,
    FIELDS,
    GIVEN,
    IDENTIFIER,
    MIDDLE,
    NHS,
    ORIGIN,
    PHONE,
    PLACE,
    SEX,
    UPN,
    WORK,
    born_level,
    levels,
    name_levels,
    other_levels,
)
from mash.registers.people.matching.model import Model


class Weights(NamedTuple):
    """What the compiled scorer reads of a model."""

    same: Any
    household: Any
    prior_same: float
    prior_household: float
    together: float
    most_same: Any
    most_household: Any

    @classmethod
    def of(cls, model: Model) -> Weights:
        same, household, prior_same, prior_household = model.tables
        together = float(np.log(model.coincidence["together"]))
        return cls(same, household, prior_same, prior_household, together, _most(same), _most(household))


def _most(table: Any) -> Any:
    """`f8[fields, 3]`: the most that a field can weigh when its values differ, or however they compare.

    Of addresses: with other postcodes and other numbers (levels 6 to 8), with other postcodes, however they compare.
    """
    found = np.zeros((len(table), 3))
    found[:, 1] = found[:, 2] = table.max(axis=1)
    found[:, 0] = table[:, 2:].max(axis=1)
    found[PLACE, 0] = table[PLACE, 6:].max()
    found[PLACE, 1] = max(table[PLACE, 2:4].max(), found[PLACE, 0])
    return np.maximum(found, 0.0)


@njit(cache=True, inline="never")
def at_most(a: Any, b: Any, weights: Any) -> tuple[float, float]:
    """At least what `score` gives for these two rows without their given and family names, quickly."""
    same, household = weights.same, weights.household
    most, near = weights.most_same, weights.most_household
    born = born_level(a, b)
    one = weights.prior_same + same[BORN, born]
    two = weights.prior_household + household[BORN, born]
    if born == 1:
        one -= a.born_rate
    if a.sex > 0 and b.sex > 0:
        level = 1 if a.sex == b.sex else 2
        one += same[SEX, level]
        two += household[SEX, level]
    apart = 2
    if a.postcode > 0 and b.postcode > 0 and a.postcode != b.postcode:
        apart = 1 if a.number == b.number else 0
    one += most[PLACE, apart]
    two += near[PLACE, apart]
    if a.phone > 0 and b.phone > 0:
        alike = 1 if a.phone == b.phone else 0
        one += most[PHONE, alike]
        two += near[PHONE, alike]
    if a.nhs_number > 0 and b.nhs_number > 0:
        alike = 1 if a.nhs_number == b.nhs_number else 0
        one += most[NHS, alike]
        two += near[NHS, alike]
    if a.middle > 0 and b.middle > 0:
        one += most[MIDDLE, 1]
        two += near[MIDDLE, 1]
    if a.upn > 0 and b.upn > 0:
        one += most[UPN, 1]
        two += near[UPN, 1]
    if a.identifier > 0 and b.identifier > 0:
        one += most[IDENTIFIER, 1]
        two += near[IDENTIFIER, 1]
    if a.email > 0 and b.email > 0:
        one += most[EMAIL, 1]
        two += near[EMAIL, 1]
    if a.birth_place > 0 and b.birth_place > 0:
        one += most[ORIGIN, 1]
        two += near[ORIGIN, 1]
    if a.occupation > 0 and b.occupation > 0:
        one += most[WORK, 1]
        two += near[WORK, 1]
    return one + max(-a.place_crowd, 0.0) + max(-a.phone_crowd, 0.0), two + max(-a.phone_crowd, 0.0)


@njit(cache=True, inline="never")
def of_names(given: int, family: int, a: Any, weights: Any) -> tuple[float, float]:
    """(same, household): what the levels of both names weigh, at least."""
    same = weights.same[GIVEN, given] + weights.same[FAMILY, family]
    household = weights.household[GIVEN, given] + weights.household[FAMILY, family]
    if given == 1:
        same -= a.given_rate
    if family == 1:
        same -= a.family_rate
        household -= a.family_rate
        if given == 1:
            same -= weights.together
            household -= weights.together
    return same, household


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


@njit(cache=True, nogil=True)
def score_pairs(left: Any, right: Any, rows: Any, names: Any, places: Any, weights: Any) -> Any:
    """`f8[pairs, 2]` of `score` for the pairs (left[i], right[i]) of rows."""
    out = np.zeros((len(left), 2))
    found = np.zeros(FIELDS, np.uint8)
    for place in range(len(left)):
        a = rows[left[place]]
        levels(a, rows[right[place]], names, places, found)
        out[place, 0], out[place, 1] = score(found, a, weights)
    return out


@njit(cache=True, nogil=True)
def score_blocks(
    first: int, last: int, place: int, kinds: Any, ordered: Any, starts: Any, every: Any, rows: Any, names: Any,
    places: Any, weights: Any, least: float,
) -> Any:  # fmt: skip
    """(pairs i4[n, 2], scores f8[n, 2], compared): the pairs that these blocks bring and that weigh `least` or more."""
    room = 1024
    pairs, scores = np.empty((room, 2), np.int32), np.empty((room, 2))
    found = np.zeros(FIELDS, np.uint8)
    many = compared = 0
    for block in range(first, last):
        for i in range(starts[block], starts[block + 1]):
            one = ordered[i]
            a = rows[one]
            most_of_names = max(weights.most_same[GIVEN, 1], weights.same[GIVEN, 1] - a.given_rate)
            most_of_names += max(weights.most_same[FAMILY, 1], weights.same[FAMILY, 1] - a.family_rate)
            for j in range(i + 1, starts[block + 1]):
                two = ordered[j]
                if met_before(place, kinds, every, one, two):
                    continue
                compared += 1
                b = rows[two]
                most = at_most(a, b, weights)[0] - least + 1e-9
                if most < -most_of_names:
                    continue
                given, family = name_levels(a, b, names)
                if most + of_names(given, family, a, weights)[0] < 0.0:
                    continue
                found[GIVEN], found[FAMILY] = given, family
                other_levels(a, b, names, places, found)
                same, household = score(found, a, weights)
                if weight(same, household) < least:
                    continue
                if many == room:
                    more, more_scores = np.empty((2 * room, 2), np.int32), np.empty((2 * room, 2))
                    more[:room], more_scores[:room] = pairs, scores
                    pairs, scores = more, more_scores
                    room *= 2
                pairs[many, 0], pairs[many, 1] = one, two
                scores[many, 0], scores[many, 1] = same, household
                many += 1
    return pairs[:many].copy(), scores[:many].copy(), compared

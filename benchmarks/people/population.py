"""The people of a synthetic county: who lives with whom, related how, named and born when. Columns, no objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.people.names import Names, Texts, names, streets, towns

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
TODAY = np.datetime64("2026-11-01")
FAMILY, COUPLE, ALONE, SHARED, HALL, HOME = range(6)
"""Kinds of household: with children, two adults, one adult, students in a house, a students' hall, a care home."""
_KINDS = (0.34, 0.26, 0.355, 0.04, 0.0015, 0.0035)
_PARENT, _PARTNER, _CHILD, _RESIDENT = range(4)
NHS_NUMBERS = 900_000
"""Numbers of the range 999 that have a check digit; in a larger hub the others have none."""


@dataclass(frozen=True)
class Homes:
    """Addresses by number: `unit` is the flat ("" for a house)."""

    unit: Texts
    number: Texts
    street: Texts
    town: Texts
    postcode: Texts


@dataclass(frozen=True)
class People:
    """One entry a person. Names, homes and telephones are numbers; -1 where a person has none of them."""

    household: Ints
    role: Ints
    kind: Ints
    man: Flags
    born: npt.NDArray[np.datetime64]
    given: Ints
    middle: Ints
    family: Ints
    second_family: Ints
    former_family: Ints
    home: Ints
    former_home: Ints
    phone: Ints
    former_phone: Ints
    nhs_number: Ints
    homes: Homes
    names: Names

    def __len__(self) -> int:
        return len(self.household)

    @property
    def age(self) -> Ints:
        return ((TODAY - self.born).astype("timedelta64[D]").astype(np.int64) / 365.25).astype(np.int64)


def populate(persons: int, chooser: np.random.Generator) -> People:
    """A county of so many persons."""
    kind, sizes = _households(persons, chooser)
    household = np.repeat(np.arange(len(sizes)), sizes)[:persons]
    starts = np.cumsum(sizes) - sizes
    order = np.arange(len(household)) - starts[household]
    kinds = kind[household]
    partnered = chooser.random(len(sizes)) < 0.68
    role = np.select(
        [kinds >= SHARED, order == 0, (kinds == COUPLE) | ((kinds == FAMILY) & (order == 1) & partnered[household])],
        [_RESIDENT, _PARENT, _PARTNER], _CHILD,
    )  # fmt: skip
    man = chooser.random(len(household)) < 0.49
    first = starts[household]
    man[(role == _PARENT) & (kinds == FAMILY) & (chooser.random(len(man)) < 0.7)] = False
    opposite = (role == _PARTNER) & (chooser.random(len(man)) < 0.96)
    man[opposite] = ~man[first[opposite]]
    born, twins = _births(role, kinds, first, chooser)
    after = np.flatnonzero(twins)
    alike = after[chooser.random(len(after)) < 0.6]
    man[alike] = man[alike - 1]
    found = names()
    origin = _origins(found, len(sizes), household, kinds, chooser)
    child = (TODAY - born).astype("timedelta64[D]").astype(np.int64) < 24 * 365
    given = _given(
        found=found,
        origin=origin,
        man=man,
        child=child,
        household=household,
        kinds=kinds,
        order=order,
        chooser=chooser,
    )
    middle = np.where(
        chooser.random(len(man)) < 0.45,
        _given(
            found=found,
            origin=origin,
            man=man,
            child=child,
            household=household,
            kinds=kinds,
            order=order,
            chooser=chooser,
        ),
        -1,
    )
    family, second, former = _families(
        found=found, origin=origin, role=role, kinds=kinds, man=man, first=first, chooser=chooser
    )
    homes, home, former_home = _homes(kind=kind, household=household, kinds=kinds, role=role, chooser=chooser)
    phone, former_phone = _phones(
        homes=len(sizes), household=household, kinds=kinds, role=role, first=first, chooser=chooser
    )
    nhs = np.full(len(man), -1, np.int64)
    nhs[chooser.permutation(len(man))[:NHS_NUMBERS]] = chooser.permutation(NHS_NUMBERS)[: len(man)]
    return People(
        household, role, kinds, man, born, given, middle, family, second, former, home, former_home, phone,
        former_phone, np.where(nhs >= 0, nhs_numbers(nhs), -1), homes, found,
    )  # fmt: skip


def _households(persons: int, chooser: np.random.Generator) -> tuple[Ints, Ints]:
    many = int(persons / 2.1) + 50
    kind = chooser.choice(6, many, p=np.array(_KINDS) / sum(_KINDS))
    adults_and_children = 2 + chooser.choice(4, many, p=(0.4, 0.36, 0.17, 0.07))
    sizes = np.select(
        [kind == FAMILY, kind == COUPLE, kind == ALONE, kind == SHARED, kind == HALL],
        [adults_and_children, 2, 1, chooser.integers(3, 7, many), chooser.integers(20, 90, many)],
        chooser.integers(12, 50, many),
    )
    kept = int(np.searchsorted(np.cumsum(sizes), persons)) + 1
    return kind[:kept], sizes[:kept]


def _births(role: Ints, kinds: Ints, first: Ints, chooser: np.random.Generator) -> tuple[Any, Flags]:
    """Dates of birth, and who is born on the day of the one before."""
    many = len(role)
    age = chooser.uniform(18, 92, many) ** 0.98
    age[kinds == FAMILY] = np.clip(chooser.gamma(22, 1.75, many), 17.5, 62)[kinds == FAMILY]
    age[(kinds == SHARED) | (kinds == HALL)] = chooser.uniform(18, 23, many)[
        (kinds == SHARED) | (kinds == HALL)
    ]
    age[kinds == HOME] = chooser.uniform(66, 99, many)[kinds == HOME]
    partner, child = role == _PARTNER, role == _CHILD
    age[partner] = np.maximum(age[first[partner]] + chooser.normal(0, 4, partner.sum()), 17)
    oldest = np.minimum(age[first[child]] - 16, 24)
    age[child] = np.maximum(oldest, 0.1) * chooser.random(child.sum())
    days = (age * 365.25).astype(np.int64)
    twins = (
        child & np.r_[False, child[:-1]] & (first == np.r_[-1, first[:-1]]) & (chooser.random(many) < 0.03)
    )
    for _ in range(2):  # triplets, too
        after = np.flatnonzero(twins)
        days[after] = days[after - 1]
    return TODAY - days.astype("timedelta64[D]"), twins


def _origins(found: Names, homes: int, household: Ints, kinds: Ints, chooser: np.random.Generator) -> Ints:
    shares = np.array([each.share for each in found.origins])
    shares /= shares.sum()
    of_home = chooser.choice(len(shares), homes, p=shares)
    own = chooser.choice(len(shares), len(household), p=shares)
    mixed = (kinds >= SHARED) | (chooser.random(len(household)) < 0.03)
    return np.where(mixed, own, of_home[household])


def _given(
    *,
    found: Names, origin: Ints, man: Flags, child: Flags, household: Ints, kinds: Ints, order: Ints,
    chooser: np.random.Generator,
) -> Ints:  # fmt: skip
    """Given names; brothers and sisters have different ones, and some children their parent's."""
    given = np.zeros(len(origin), np.int64)
    which = (origin * 2 + man) * 2 + child
    for place in np.unique(which):
        here = which == place
        given[here] = (
            found.origins[place // 4].given[bool(place & 2), bool(place & 1)].draw(chooser, int(here.sum()))
        )
    for back in (1, 2, 3):
        earlier = np.r_[np.full(back, -1), household[:-back]] == household
        same = np.flatnonzero(earlier & (kinds < SHARED) & (given == np.r_[np.full(back, -1), given[:-back]]))
        for place in same.tolist():
            pool = found.origins[origin[place]].given[bool(man[place]), bool(child[place])]
            given[place] = pool.draw(chooser, 1)[0]
    named_after = np.flatnonzero((kinds == FAMILY) & (order == 2) & (chooser.random(len(man)) < 0.02))
    same_sex = named_after[man[named_after] == man[named_after - 1]]
    given[same_sex] = given[same_sex - 1]
    return given


def _families(
    *,
    found: Names,
    origin: Ints,
    role: Ints,
    kinds: Ints,
    man: Flags,
    first: Ints,
    chooser: np.random.Generator,
) -> tuple[Ints, Ints, Ints]:
    """(family name, second half of a double one, name before marriage)."""
    own = np.zeros(len(origin), np.int64)
    for place, each in enumerate(found.origins):
        own[origin == place] = each.families.draw(chooser, int((origin == place).sum()))
    codes = np.array([each.code in ("APKN", "ABAN", "AIND") for each in found.origins])
    apart = codes[origin] & ~man & (chooser.random(len(man)) < 0.35)
    own[apart] = found.women_s_own[chooser.integers(len(found.women_s_own), size=int(apart.sum()))]
    family, draw = own.copy(), chooser.random(len(man))
    takes = ((role == _PARTNER) & (draw < 0.62)) | ((role == _CHILD) & (draw < 0.85)) & ~(
        apart & (draw < 0.5)
    )
    family[takes] = own[first[takes]]
    other = (role == _CHILD) & (draw >= 0.85) & (draw < 0.95)
    family[other] = own[np.minimum(first[other] + 1, len(own) - 1)]
    double = (kinds == FAMILY) & (role == _CHILD) & (chooser.random(len(man)) < 0.05)
    second = np.where(double, own[np.minimum(first + 1, len(own) - 1)], -1)
    married = (role == _PARTNER) & (family != own) | (
        ~man & (role == _PARENT) & (chooser.random(len(man)) < 0.25)
    )
    born_as = np.where(family != own, own, own[chooser.permutation(len(own))])
    return family, second, np.where(married, born_as, -1)


def _homes(
    *, kind: Ints, household: Ints, kinds: Ints, role: Ints, chooser: np.random.Generator
) -> tuple[Homes, Ints, Ints]:
    """Homes of all households and those that people moved from; some 14 homes share a postcode and a street."""
    many = int(len(kind) * 1.35)
    codes = many // 14 + 5
    town = towns(chooser, min(max(codes // 1_800, 4), 300))
    of_town = np.sort(chooser.integers(len(town), size=codes))
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"), object)
    unit = np.arange(codes) % (9 * 400)
    district = np.arange(codes) // (9 * 400)
    # Q begins no postcode of any real area.
    area = (
        "Q"
        + letters[district // 20 % 20]
        + (1 + district % 20 + 20 * (district // 400)).astype(str).astype(object)
    )
    postcode = (
        area
        + " "
        + (1 + unit // 400).astype(str).astype(object)
        + letters[unit // 20 % 20]
        + letters[unit % 20]
    )
    street = streets(chooser, codes)
    where = chooser.integers(codes, size=many)
    block = chooser.random(codes) < 0.1
    number = chooser.integers(1, 160, many)
    number = np.where(block[where], where % 90 + 1, number).astype(str).astype(object)
    flats = np.where(block[where], "Flat " + chooser.integers(1, 60, many).astype(str).astype(object), "")
    homes = Homes(flats, number, street[where], town[of_town[where]], postcode[where])
    home = household.copy()
    moved_together = chooser.random(len(kind)) < 0.17
    moved_alone = chooser.random(len(household)) < np.where(role == _CHILD, 0.05, 0.04)
    before = chooser.integers(len(kind), many, len(kind))
    former = np.where(moved_together[household] & (kinds < HALL), before[household], -1)
    former[moved_alone] = chooser.integers(0, many, int(moved_alone.sum()))
    return homes, home, former


def _phones(
    *, homes: int, household: Ints, kinds: Ints, role: Ints, first: Ints, chooser: np.random.Generator
) -> tuple[Ints, Ints]:
    """Own numbers of adults; children have a parent's, care homes and some households one for all. 04 is nobody's."""
    many = len(household)
    count = many * 2 + homes
    every = 4_000_000_003 + chooser.permutation(np.int64(count)) * (999_999_000 // count)
    phone, former, of_home = every[:many].copy(), every[many : 2 * many].copy(), every[2 * many :]
    shared = (kinds == HOME) | ((kinds < SHARED) & (chooser.random(homes)[household] < 0.2))
    phone[shared] = of_home[household[shared]]
    child = (role == _CHILD) & (chooser.random(many) < 0.85)
    phone[child] = phone[first[child]]
    former[child] = former[first[child]]
    return phone, former


def nhs_numbers(numbers: Ints) -> Ints:
    """Valid numbers of the synthetic range 999, each other below `NHS_NUMBERS`: modulus 11, ten left out."""
    body, last = 99_900_000 + numbers // 9, numbers % 9
    weighed = sum((body // 10 ** (7 - place)) % 10 * (10 - place) for place in range(8))
    # The check digit is 10 for one last digit at most: those from it on move up by one.
    checks = [(11 - (weighed + digit * 2) % 11) % 11 for digit in range(10)]
    refused = np.full(len(numbers), 10)
    for digit in range(9, -1, -1):
        refused[checks[digit] == 10] = digit
    last = last + (last >= refused)
    return body * 100 + last * 10 + (11 - (weighed + last * 2) % 11) % 11

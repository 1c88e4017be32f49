"""Which pair is worth a look first, which are safe to say at once, and which come back to a second reviewer. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from mash.registers.people.rules import as_date, fold

type Kind = Literal["uncertain", "named", "numbers", "births", "twins", "large", "spread"]
type Answer = Literal["same", "different", "unsure"]

SECOND_LOOK: Final = 20
"""One pair in so many comes back, blind, to a second reviewer."""
HALF_LIFE: Final = timedelta(days=90)
"""What came in so long ago is half as urgent as what came in now."""
OPEN_CASES: Final = 3
"""More open cases than this make a pair no more urgent."""
# How sure it is that a look at such a pair changes something, where no probability says so.
SURE: Final[Mapping[str, float]] = {
    "named": 1.0,
    "numbers": 1.0,
    "births": 0.75,
    "twins": 0.75,
    "large": 0.75,
    "spread": 0.5,
}
BY_EXTENT: Final = frozenset({"large", "spread"})
"""Kinds that ask about all that is held for one person, and not about two records of them."""
LARGE: Final = 12
"""So many records that the machine alone has put into one person are more than its agencies would have of one."""
OF_ONE_LIST: Final = 3
"""An agency has somebody twice now and then; so many rows of one list in one person are several people, or a bad list."""
HUBS: Final = 4
"""Families move and are known to a neighbouring hub: people of so many hubs are mostly several who share a name."""
AGENCIES: Final = 9
"""More agencies than a hub's own ask about one person at a time: police, social care, health, education, probation,
housing, mental health and the voluntary sector are eight."""


def benefit(kind: Kind, *, probability: float, open_cases: int, age: timedelta) -> float:
    """The expected benefit of a look: uncertainty x what hangs on it x how recent it is. From 0 to 7.

    Uncertainty is 4p(1-p), 1 at even odds and 0 where nothing is open; of a suspicious cluster it is `SURE`. Each open
    case (at most `OPEN_CASES`) counts twice as much as the pair itself; what is old loses up to half.
    """
    uncertainty = SURE.get(kind, 4 * probability * (1 - probability))
    halvings: float = max(age, timedelta(0)) / HALF_LIFE
    recency = 0.5 + 0.5 * float(2.0**-halvings)
    return uncertainty * (1 + 2 * min(open_cases, OPEN_CASES)) * recency


def second_look(a: str, b: str) -> bool:
    """Whether the pair of these records (public ids) comes back to a second reviewer: chance, but always the same."""
    digest = hashlib.blake2b(" ".join(sorted((a, b))).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % SECOND_LOOK == 0


def suspicion(one: Mapping[str, Any], other: Mapping[str, Any]) -> Kind | None:
    """Why two records of one person may be of two: their NHS numbers, their dates of birth, or only their first names
    (twins) differ.
    """
    if _differ(_digits(one), _digits(other)):
        return "numbers"
    born, there = as_date(one.get("born")), as_date(other.get("born"))
    if born is not None and there is not None and _two_births(born, there):
        return "births"
    twins = (
        born is not None
        and born == there
        and _differ(fold(str(one.get("given_name", "")))[:1], fold(str(other.get("given_name", "")))[:1])
        and fold(str(one.get("family_name", ""))) == fold(str(other.get("family_name", "")))
    )
    return "twins" if twins else None


@dataclass(frozen=True, slots=True)
class Held:
    """One live record of a person: who supplied it, the list that it is of or "", and whether people said whose it is."""

    agency: str
    feed: str
    human: bool


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is held for one person: records that the machine has put there, the most of one list, agencies, hubs."""

    records: int
    of_one_list: int
    agencies: int
    hubs: int


def extent(held: Sequence[Held], *, hubs: int = 0) -> Extent:
    """`hubs` are those in whose cases the person is."""
    lists = Counter(one.feed for one in held if one.feed and not one.human)
    return Extent(
        sum(not one.human for one in held),
        max(lists.values(), default=0),
        len({one.agency for one in held if one.agency}),
        hubs,
    )


def too_much(found: Extent) -> Kind | None:
    """Why one person may be several by the number of their records alone: too many, or of too many places.

    Where people said of every record whose it is, nothing is suspicious, however much there is.
    """
    if not found.records:
        return None
    if found.records >= LARGE or found.of_one_list >= OF_ONE_LIST:
        return "large"
    return "spread" if found.hubs >= HUBS or found.agencies >= AGENCIES else None


def least_bound(records: Sequence[int], links: Mapping[tuple[int, int], float]) -> tuple[int, int]:
    """The two of a person's records that least holds together: the one whose heaviest link with the others is the
    lightest, and that of the others with which it has the lightest link or none. At least two records; links are weights
    by pair, the lower number first.
    """

    def weight(one: int, other: int) -> float:
        return links.get((min(one, other), max(one, other)), float("-inf"))

    loose = min(records, key=lambda one: (max(weight(one, each) for each in records if each != one), -one))
    other = min((each for each in records if each != loose), key=lambda each: (weight(loose, each), each))
    return min(loose, other), max(loose, other)


def safe(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two records may be said to be one person together with others: the same NHS number and date of birth."""
    born = as_date(one.get("born"))
    return (
        bool(_digits(one))
        and _digits(one) == _digits(other)
        and born is not None
        and born == as_date(other.get("born"))
    )


def _two_births(one: date, other: date) -> bool:
    """Whether two dates are more than one slip apart: two of year, month and day differ, and not by turning day and month."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return False
    return (one.year != other.year) + (one.month != other.month) + (one.day != other.day) >= 2


def _digits(said: Mapping[str, Any]) -> str:
    return "".join(one for one in str(said.get("nhs_number", "")) if one.isdigit())


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)

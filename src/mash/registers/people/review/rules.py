"""Which pair is worth a look first, which are safe to say at once, and which come back to a second reviewer. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, Literal

from mash.registers.people.rules import as_date, fold

type Kind = Literal["uncertain", "named", "numbers", "births", "twins"]
type Answer = Literal["same", "different", "unsure"]

SECOND_LOOK: Final = 20
"""One pair in so many comes back, blind, to a second reviewer."""
HALF_LIFE: Final = timedelta(days=90)
"""What came in so long ago is half as urgent as what came in now."""
OPEN_CASES: Final = 3
"""More open cases than this make a pair no more urgent."""
# How sure it is that a look at such a pair changes something, where no probability says so.
SURE: Final[Mapping[str, float]] = {"named": 1.0, "numbers": 1.0, "births": 0.75, "twins": 0.75}


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

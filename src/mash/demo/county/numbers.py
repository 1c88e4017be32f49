"""Numbers that look right and belong to nobody.

NHS numbers begin with 999, the range set aside for test data, and carry a valid modulus-11 check digit.
Telephone numbers come from Ofcom's ranges for drama. Postcodes use the unallocated area "ZZ".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from random import Random

BODIES: Final = 1_000_000
_STRIDE: Final = 618_033
"""Coprime with BODIES, so that consecutive persons get scattered numbers and no two the same one."""
INWARD_LETTERS: Final = "ABDEFGHJLNPQRSTUWXYZ"
"""Letters that a postcode's last two places use."""


def check_digit(first_nine: str) -> int | None:
    """The NHS number's modulus-11 check digit; None when the nine digits make no valid number."""
    total = sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True))
    remainder = (11 - total % 11) % 11
    return None if remainder == 10 else remainder


def nhs_number(person: int) -> str:
    """The synthetic NHS number of the `person`-th person, ten digits; empty where none exists for that number.

    Different persons never share one: beyond the range's million bodies people simply have no number.
    """
    if person >= BODIES:
        return ""
    first_nine = f"999{person * _STRIDE % BODIES:06d}"
    digit = check_digit(first_nine)
    return "" if digit is None else f"{first_nine}{digit}"


def mobile(rng: Random) -> str:
    return f"07700 900{rng.randrange(1000):03d}"


def landline(rng: Random) -> str:
    """A drama number from 01632 960400 up: the lower ones are the hubs' and agencies' own."""
    return f"01632 960{rng.randrange(400, 1000)}"


def postcode(rng: Random, district: str) -> str:
    return f"{district} {rng.randrange(1, 10)}{rng.choice(INWARD_LETTERS)}{rng.choice(INWARD_LETTERS)}"

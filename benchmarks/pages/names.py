"""Invented names, houses and numbers: the same for the same household each time, and nobody's."""

from __future__ import annotations

_ONSETS = (
    *("Ash", "Bell", "Bram", "Cald", "Dray", "Elm", "Farn", "Gorse", "Hart", "Ivel"),
    *("Kest", "Lang", "Marl", "Nether", "Ork", "Pell", "Quarr", "Rav", "Sedge", "Thorn"),
)
_ENDS = (
    *("acre", "bourne", "combe", "dale", "field", "garth", "ham", "leigh", "mere", "ridge"),
    *("stock", "thwaite", "ton", "wick", "worth", "by", "den", "ford", "holt", "low"),
)
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
FAMILIES = len(_ONSETS) * len(_ENDS)
"""How many family names there are; with 100,000 referrals each is borne by some 170 households."""


def family(number: int) -> str:
    """A family name for any number; the first are commoner than the last, as in a town."""
    spread = (number * 7919 + 13) % (FAMILIES * 4)
    which = spread % FAMILIES if spread < FAMILIES * 3 else spread % 40
    return f"{_ONSETS[which % len(_ONSETS)]}{_ENDS[which // len(_ONSETS)]}"


def house(number: int) -> str:
    """A house's name that no other number has, such as "Bakodemi"."""
    pairs = len(_CONSONANTS) * len(_VOWELS)
    word = ""
    for _ in range(4):
        number, here = divmod(number, pairs)
        word += _CONSONANTS[here % len(_CONSONANTS)] + _VOWELS[here // len(_CONSONANTS)]
    return word.capitalize()


def nhs_number(number: int) -> str:
    """A valid NHS number of the synthetic range 999, different for each number below 900,000.

    The check digit is modulus 11; where it would be ten, the last digit before it is another.
    """
    first = f"999{number // 9:05}"
    weighed = sum(int(digit) * (10 - place) for place, digit in enumerate(first))
    found = []
    for last in range(10):
        check = 11 - (weighed + last * 2) % 11
        if check != 10:
            found.append(f"{first}{last}{check % 11}")
    return found[number % 9]

"""How two rows agree, field by field: compiled, and the same for a batch of millions and for one lookup.

Each field yields a level, 0 where either side does not say. `LEVELS` names them; `words.py` says them to people.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from mash.registers.people.matching.table import KIN, Vocabularies

LEVELS: dict[str, tuple[str, ...]] = {
    "given": ("missing", "same", "variant", "near", "part", "middle", "alike", "different", "swapped"),
    "family": ("missing", "same", "near", "part", "alike", "different"),
    "middle": ("missing", "same", "initial", "near", "different"),
    "born": ("missing", "same", "swapped", "near", "two_parts", "part", "different"),
    "sex": ("missing", "same", "different"),
    "place": (
        "missing", "same", "dwelling", "dwelling_moved", "postcode_and_part", "postcode", "street", "district",
        "different",
    ),
    "phone": ("missing", "same", "near", "different"),
    "nhs_number": ("missing", "same", "near", "different"),
    "upn": ("missing", "same", "different"),
    "identifier": ("missing", "same", "near", "different"),
    "email": ("missing", "same", "near", "different"),
    "birth_place": ("missing", "same", "near", "different"),
    "occupation": ("missing", "same", "different"),
}  # fmt: skip
ORDER = tuple(LEVELS)
GIVEN, FAMILY, MIDDLE, BORN, SEX, PLACE, PHONE, NHS, UPN, IDENTIFIER, EMAIL, ORIGIN, WORK = range(len(ORDER))
FIELDS = len(ORDER)
WIDTH = max(len(levels) for levels in LEVELS.values())


@njit(cache=True, inline="never")
def _one_edit(letters: Any, a: int, la: int, b: int, lb: int) -> Any:
    """One letter put in, left out, changed, or two neighbours swapped."""
    if la > lb:
        a, b, la, lb = b, a, lb, la
    if lb - la > 1:
        return False
    start = 0
    while start < la and letters[a, start] == letters[b, start]:
        start += 1
    end = 0
    while end < la - start and letters[a, la - 1 - end] == letters[b, lb - 1 - end]:
        end += 1
    middle_a, middle_b = la - start - end, lb - start - end
    if middle_b <= 1:
        return True
    return (
        middle_a == 2
        and middle_b == 2
        and letters[a, start] == letters[b, start + 1]
        and letters[a, start + 1] == letters[b, start]
    )


@njit(cache=True, inline="never")
def _jaro_winkler(letters: Any, a: int, la: int, b: int, lb: int) -> float:
    """Jaro–Winkler similarity, 0 to 1, with the usual prefix scale of 0.1 over four letters."""
    if la == 0 or lb == 0:
        return 0.0
    start = 0
    while start < min(la, lb) and letters[a, start] == letters[b, start]:
        start += 1
    # Letters are assigned from the first word's: the same word comes first, whichever was given first.
    if la > lb or (la == lb and start < la and letters[a, start] > letters[b, start]):
        a, b, la, lb = b, a, lb, la
    reach = max(max(la, lb) // 2 - 1, 0)
    used_a = used_b = 0
    matches = 0
    for i in range(la):
        for j in range(max(0, i - reach), min(lb, i + reach + 1)):
            if not (used_b >> j) & 1 and letters[a, i] == letters[b, j]:
                used_a |= 1 << i
                used_b |= 1 << j
                matches += 1
                break
    if matches == 0:
        return 0.0
    swaps = 0
    j = 0
    for i in range(la):
        if (used_a >> i) & 1:
            while not (used_b >> j) & 1:
                j += 1
            if letters[a, i] != letters[b, j]:
                swaps += 1
            j += 1
    found = (matches / la + matches / lb + (matches - swaps // 2) / matches) / 3.0
    prefix = min(start, 4)
    return float(found + prefix * 0.1 * (1.0 - found))


@njit(cache=True, inline="never")
def _near_number(a: int, b: int) -> Any:
    """One digit changed, or two neighbouring digits swapped, left out or put in."""
    if a // 10 == b or b // 10 == a:
        return True
    first = 0
    differing = 0
    place = 0
    x, y = a, b
    while x > 0 or y > 0:
        if x % 10 != y % 10:
            differing += 1
            if differing == 1:
                first = place
            elif differing > 2:
                break
        x //= 10
        y //= 10
        place += 1
    if differing <= 1:
        return True
    if differing == 2:
        scale = 10**first
        return (a // scale) % 10 == (b // scale // 10) % 10 and (a // scale // 10) % 10 == (b // scale) % 10
    # A digit left out: what is above it is the same once the shorter is shifted.
    long, short = max(a, b), min(a, b)
    scale = 1
    for _ in range(place):
        if (long // (scale * 10)) * scale + long % scale == short:
            return True
        scale *= 10
    return False


@njit(cache=True, inline="never")
def _few_in_common(a: Any, b: Any) -> bool:
    """Whether two words share so few letters, by their masks, that they need no closer look."""
    common, either = a & b, a | b
    shared = total = 0
    while either:
        either &= either - np.uint32(1)
        total += 1
    while common:
        common &= common - np.uint32(1)
        shared += 1
    return shared * 2 < total


@njit(cache=True, inline="never")
def _name_level(a: int, b: int, letters: Any, lengths: Any, masks: Any, sounds: Any, kin: Any) -> int:
    """1 same, 2 variant, 3 near, 6 alike, 7 different: of two numbers of names, neither 0."""
    if a == b:
        return 1
    for i in range(KIN):
        if kin[a, i] == 0:
            break
        for j in range(KIN):
            if kin[b, j] == 0:
                break
            if kin[a, i] == kin[b, j]:
                return 2
    la, lb = lengths[a], lengths[b]
    if min(la, lb) >= 3 and _one_edit(letters, a, la, b, lb):
        return 3
    if sounds[a] != sounds[b] and _few_in_common(masks[a], masks[b]):
        return 7
    alike = _jaro_winkler(letters, a, la, b, lb)
    if alike >= 0.92 or (alike >= 0.8 and sounds[a] == sounds[b] and sounds[a] != 0):
        return 3
    return 6 if alike >= 0.82 else 7


@njit(cache=True, inline="never")
def born_level(a: Any, b: Any) -> int:
    """The level of two dates of birth."""
    if a.year == 0 or b.year == 0:
        return 0
    if a.month == 0 or b.month == 0 or a.day == 0 or b.day == 0:
        if a.year != b.year:
            return 6 if abs(a.year - b.year) > 1 else 0
        return 6 if a.month > 0 and b.month > 0 and a.month != b.month else 5
    if a.year == b.year and a.month == b.month and a.day == b.day:
        return 1
    if a.year == b.year and a.month == b.day and a.day == b.month:
        return 2
    x = a.year * 10000 + a.month * 100 + a.day
    y = b.year * 10000 + b.month * 100 + b.day
    differing = 0
    first = second = 0  # the lowest two digits of each, from the lowest that differs
    while x != y and differing < 3:
        if x % 10 != y % 10:
            differing += 1
            if differing == 1:
                first, second = x % 100, y % 100
        x //= 10
        y //= 10
    if differing == 1 or (differing == 2 and first % 10 == second // 10 and first // 10 == second % 10):
        return 3
    same = int(a.year == b.year) + int(a.month == b.month) + int(a.day == b.day)
    return 4 if same == 2 else 6


@njit(cache=True, inline="never")
def _place_level(a: Any, b: Any, letters: Any, lengths: Any, masks: Any) -> int:
    number = a.number > 0 and a.number == b.number
    code = 0
    if a.postcode > 0 and b.postcode > 0:
        code = -1
        if a.postcode == b.postcode:
            code = 2
        elif _one_edit(letters, a.postcode, lengths[a.postcode], b.postcode, lengths[b.postcode]):
            code = 1
    # A street without any number is a whole address where both are written so.
    numbered = number or (a.number == 0 and b.number == 0)
    town = a.town > 0 and a.town == b.town
    street = 0  # not known
    if a.street > 0 and b.street > 0:
        street = 1
        if a.street != b.street:
            street = -1
            # Spelling is looked at only where it can make a difference.
            if (numbered or code > 0 or town) and not _few_in_common(masks[a.street], masks[b.street]):
                la, lb = lengths[a.street], lengths[b.street]
                if _jaro_winkler(letters, a.street, la, b.street, lb) >= 0.9:
                    street = 1
    if street == 1 and numbered:
        if code == 2:
            return 1
        return 3 if code == -1 else 2
    if code == 2:
        return 4 if number or street == 1 else 5
    if street == 1 and (code == 1 or town):
        return 6
    if code == 1 or (a.outward > 0 and a.outward == b.outward) or town:
        return 7
    if code == 0 and street == 0 and not (a.town > 0 and b.town > 0):
        return 0
    return 8


@njit(cache=True, inline="never")
def _number_level(a: int, b: int) -> int:
    if a == 0 or b == 0:
        return 0
    if a == b:
        return 1
    return 2 if _near_number(a, b) else 3


@njit(cache=True, inline="never")
def _word_level(a: int, b: int, letters: Any, lengths: Any) -> int:
    if a == 0 or b == 0:
        return 0
    if a == b:
        return 1
    la, lb = lengths[a], lengths[b]
    if _one_edit(letters, a, la, b, lb) or _jaro_winkler(letters, a, la, b, lb) >= 0.9:
        return 2
    return 3


@njit(cache=True, inline="never")
def name_levels(a: Any, b: Any, names: Any) -> tuple[int, int]:
    """(given, family): the levels of the names of rows `a` and `b`."""
    letters, lengths, masks, sounds, kin = names
    given = family = 0
    if a.given > 0 and b.given > 0:
        given = _name_level(a.given, b.given, letters, lengths, masks, sounds, kin)
        if given > 2:
            parts_a = a.given_first > 0
            parts_b = b.given_first > 0
            if (
                (parts_a and (a.given_first == b.given or a.given_last == b.given))
                or (parts_b and (b.given_first == a.given or b.given_last == a.given))
                or (parts_a and parts_b and a.given_first == b.given_first)
                or (
                    min(lengths[a.given], lengths[b.given]) == 1
                    and letters[a.given, 0] == letters[b.given, 0]
                )
            ):
                given = 4
            elif given > 3 and (
                (a.middle > 0 and a.middle == b.given) or (b.middle > 0 and b.middle == a.given)
            ):
                given = 5
    if a.family > 0 and b.family > 0:
        family = _name_level(a.family, b.family, letters, lengths, masks, sounds, kin)
        if family == 2 or family == 3:
            family = 2
        elif family > 3:
            parts_a = a.family_first > 0
            parts_b = b.family_first > 0
            if (
                (parts_a and (a.family_first == b.family or a.family_last == b.family))
                or (parts_b and (b.family_first == a.family or b.family_last == a.family))
                or (
                    parts_a
                    and parts_b
                    and (a.family_last == b.family_last or a.family_first == b.family_first)
                )
            ):
                family = 3
            else:
                family = 4 if family == 6 else 5
    if given >= 6 and (family >= 4 or family == 0) and a.given > 0 and b.family > 0:
        one = _name_level(a.given, b.family, letters, lengths, masks, sounds, kin)
        two = _name_level(a.family, b.given, letters, lengths, masks, sounds, kin) if a.family > 0 else 7
        if one <= 3 and two <= 3:
            given, family = 8, 0
    return given, family


@njit(cache=True, inline="never")
def levels(a: Any, b: Any, names: Any, places: Any, out: Any) -> None:
    """Write the level of each field of `ORDER` into `out`, for rows `a` and `b` over the same vocabularies."""
    out[GIVEN], out[FAMILY] = name_levels(a, b, names)
    other_levels(a, b, names, places, out)


@njit(cache=True, inline="never")
def other_levels(a: Any, b: Any, names: Any, places: Any, out: Any) -> None:
    """`levels` of all fields but given and family name."""
    letters, lengths, masks, sounds, kin = names
    middle = 0
    if a.middle > 0 and b.middle > 0:
        if a.middle == b.middle:
            middle = 1
        elif letters[a.middle, 0] == letters[b.middle, 0] and min(lengths[a.middle], lengths[b.middle]) == 1:
            middle = 2
        else:
            middle = _name_level(a.middle, b.middle, letters, lengths, masks, sounds, kin)
            middle = 3 if middle <= 3 else 4
    out[MIDDLE] = middle
    out[BORN] = born_level(a, b)
    out[SEX] = 0 if a.sex == 0 or b.sex == 0 else (1 if a.sex == b.sex else 2)
    letters, lengths, masks, _keys = places
    out[PLACE] = _place_level(a, b, letters, lengths, masks)
    out[PHONE] = _number_level(a.phone, b.phone)
    out[NHS] = _number_level(a.nhs_number, b.nhs_number)
    out[UPN] = 0 if a.upn == 0 or b.upn == 0 else (1 if a.upn == b.upn else 2)
    out[IDENTIFIER] = _number_level(a.identifier, b.identifier)
    out[EMAIL] = _word_level(a.email, b.email, letters, lengths)
    out[ORIGIN] = _word_level(a.birth_place, b.birth_place, letters, lengths)
    out[WORK] = 0 if a.occupation == 0 or b.occupation == 0 else (1 if a.occupation == b.occupation else 2)


@njit(cache=True, nogil=True)
def levels_of_pairs(left: Any, right: Any, rows: Any, names: Any, places: Any) -> Any:
    """`u1[pairs, fields]` of the pairs (left[i], right[i]) of rows."""
    found = np.zeros((len(left), FIELDS), np.uint8)
    for place in range(len(left)):
        levels(rows[left[place]], rows[right[place]], names, places, found[place])
    return found


def arrays(words: Vocabularies) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What the compiled functions read of vocabularies: (of names, of places). Taken anew after words were added."""
    names, places = words.names, words.places
    return (
        (names.letters, names.lengths, names.masks, names.keys, names.kin),
        (places.letters, places.lengths, places.masks, places.keys),
    )

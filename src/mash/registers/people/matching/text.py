"""Values as agencies write them, made comparable. Pure functions of one value: batch and lookup share them.

What cannot be read becomes empty, which compares as "not known"; nothing is refused.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from anyascii import anyascii
from jellyfish import metaphone
from nicknames import NickNamer

_NOT_LETTERS = re.compile(r"[^A-Z]+")
_NOT_DIGITS = re.compile(r"\D+")
_WORDS = re.compile(r"[A-Z0-9]+")
_NAME_PARTS = re.compile(r"[^A-Z']+")
# What agencies write in a name field that names nobody.
_NO_NAME = frozenset(
    [
        "UNKNOWN",
        "NOTKNOWN",
        "NK",
        "NA",
        "NONE",
        "NULL",
        "NAN",
        "UNBORN",
        "BABY",
        "TBC",
        "XX",
        "XXX",
        "TEST",
        "NOTGIVEN",
        "NOTSTATED",
        "MR",
        "MRS",
        "MS",
        "MISS",
        "DR",
    ]
)
_ROADS = {
    "RD": "ROAD", "ST": "STREET", "STR": "STREET", "AVE": "AVENUE", "AV": "AVENUE", "LN": "LANE", "DR": "DRIVE",
    "CL": "CLOSE", "CRES": "CRESCENT", "CR": "CRESCENT", "CT": "COURT", "CRT": "COURT", "GDNS": "GARDENS",
    "GRDNS": "GARDENS", "GR": "GROVE", "GRV": "GROVE", "PL": "PLACE", "SQ": "SQUARE", "TER": "TERRACE",
    "TERR": "TERRACE", "PK": "PARK", "HSE": "HOUSE", "APT": "FLAT", "APARTMENT": "FLAT", "UNIT": "FLAT",
    "BLVD": "BOULEVARD", "CCT": "CIRCUIT", "PDE": "PARADE", "HWY": "HIGHWAY", "WY": "WAY", "MT": "MOUNT",
}  # fmt: skip
_MONTHS = {name: number for number, name in enumerate(["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1)}  # fmt: skip
_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})|(\d{1,2})\D(\d{1,2})\D(\d{4})")
_WORDY_DATE = re.compile(r"(\d{1,2})\W*([A-Z]{3})[A-Z]*\W*(\d{4})")


class Name(NamedTuple):
    """A name as compared: the whole in one word, its first part and its last part (empty where it has only one)."""

    whole: str
    first: str = ""
    last: str = ""


class Dwelling(NamedTuple):
    """An address as compared: its numbers ("21 121" for flat 21 at 121) and its street, types written out."""

    number: str
    street: str


def plain(text: str) -> str:
    """Upper case in the Latin alphabet: `plain("Núñez") == "NUNEZ"`, `plain("Юлия") == "YULIYA"`."""
    return (text if text.isascii() else anyascii(text)).upper()


def name(text: str) -> Name:
    """`name("Ella-May") == Name("ELLAMAY", "ELLA", "MAY")`; what names nobody ("UNKNOWN", "Baby") is empty."""
    parts = [part.replace("'", "") for part in _NAME_PARTS.split(plain(text).replace("\u2019", "'"))]
    parts = [part for part in parts if part]
    whole = "".join(parts)
    if not whole or whole in _NO_NAME:
        return Name("")
    return Name(whole, parts[0], parts[-1]) if len(parts) > 1 else Name(whole)


def split_name(text: str) -> tuple[str, str, str]:
    """A whole name as (given, middle, family): `"Smith, Ann Mary"` and `"Ann Mary Smith"` alike."""
    before, comma, after = text.partition(",")
    words = before.split()
    if comma and len(words) == 1 and after.split():
        given, *middle = after.split()
        return given, " ".join(middle), before.strip()
    if len(words) < 2:
        return (words[0] if words else "", "", "")
    return words[0], " ".join(words[1:-1]), words[-1]


@cache
def _nicknames() -> NickNamer:
    return NickNamer()


def variants(word: str) -> frozenset[str]:
    """The formal names that this one may stand for, itself among them."""
    return frozenset((word, *(each.upper() for each in _nicknames().canonicals_of(word.lower()))))


def sound(word: str) -> str:
    """How a name sounds in English, for blocking and for telling a near spelling."""
    return metaphone(word) if word else ""


class Day(NamedTuple):
    """A date as compared; 0 for a part that is not known."""

    year: int
    month: int
    day: int


NO_DAY = Day(0, 0, 0)


def day(text: str) -> Day:
    """A date in the ways that files write it, day before month; an impossible one is kept as said.

    `day("1989-03-18") == day("18/03/1989") == day("19890318") == Day(1989, 3, 18)`; `day("1989") == Day(1989, 0, 0)`.
    """
    text = text.strip().upper()
    text = text.removesuffix(".0")
    if found := _DATE.match(text):
        first = [int(part) for part in found.groups() if part]
        parts = first if found.group(1) else first[::-1]
        return Day(*parts) if parts[1] <= 31 and parts[2] <= 31 else NO_DAY
    if text.isdigit():
        if len(text) == 8:
            year, month, number = int(text[:4]), int(text[4:6]), int(text[6:])
            return Day(year, month, number) if 1000 <= year <= 2200 else NO_DAY
        return Day(int(text), 0, 0) if len(text) == 4 else NO_DAY
    if (found := _WORDY_DATE.match(text)) and found.group(2) in _MONTHS:
        return Day(int(found.group(3)), _MONTHS[found.group(2)], int(found.group(1)))
    if re.fullmatch(r"\d{4}-\d{1,2}", text):
        return Day(int(text[:4]), int(text[5:]), 0)
    return NO_DAY


def sex(text: str) -> int:
    """1 female, 2 male, 0 anything else: what is not one of the two does not speak against anybody."""
    first = text.strip().upper()[:1]
    return {"F": 1, "W": 1, "G": 1, "2": 1, "M": 2, "B": 2, "1": 2}.get(first, 0)


def dwelling(number: str, address: str) -> Dwelling:
    """`dwelling("", "Flat 21, 121 Crossland St") == Dwelling("21 121", "CROSSLAND STREET")`."""
    words = _WORDS.findall(plain(f"{number} {address}").replace("'", ""))
    numbers = [word for word in words if not word.isalpha()]
    return Dwelling(" ".join(numbers), street([word for word in words if word.isalpha()]))


def street(words: list[str]) -> str:
    """`street(["CROSSLAND", "ST"]) == "CROSSLAND STREET"`; that it is a flat is left out."""
    names = [_ROADS.get(word, word) for word in words]
    if names and names[0] == "SAINT":
        names[0] = "STREET"
    return " ".join(each for each in names if each != "FLAT")


def postcode(text: str) -> str:
    """Without blanks: `postcode("wf2 7fa") == "WF27FA"`."""
    found = "".join(_WORDS.findall(plain(text)))
    return "" if found in _NO_NAME else found


def outward(code: str) -> str:
    """The part of a postcode that names the district; a code of digits alone is its own district."""
    return code[:-3] if 5 <= len(code) <= 7 and not code.isdigit() else code


def digits(text: str) -> int:
    """A number of up to 18 digits as it compares, 0 where there is none; country code 44 reads as the leading 0."""
    text = text.removesuffix(".0")
    found = text if text.isascii() and text.isdigit() else _NOT_DIGITS.sub("", text)
    if len(found) == 12 and found.startswith("44"):
        found = found[2:]
    found = found.lstrip("0")[:18]
    return int(found) if len(found) > 4 and len(set(found)) > 1 else 0


def word(text: str) -> str:
    """Any other short value: letters and digits, in one word."""
    return "".join(_WORDS.findall(plain(text)))

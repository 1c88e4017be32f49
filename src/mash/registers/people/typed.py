"""What somebody types in one line, read as what is known of a person: "ros bellwether 14/3/17 ZZ1 4AB". Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from mash.registers.people.rules import DateSaid, Said

_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
_DATE = re.compile(r"\b(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2}))\b")
_YEAR = re.compile(r"\b(19\d\d|20\d\d)\b")
_LONG_NUMBER = re.compile(r"\+?\d[\d ]{8,14}\d")
_UPN = re.compile(r"\b[A-Z]\d{11}[A-Z\d]\b", re.IGNORECASE)
_EMAIL = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\b\d+[a-z]?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*")


class Typed(NamedTuple):
    """What was read; `names` in the order typed, the last of them usually the family name."""

    said: Said
    names: tuple[str, ...]


def read_typed(text: str, *, today: date) -> Typed:
    """Dates (day first), a year, a postcode, NHS, pupil and telephone numbers, e-mail, house number; the rest is names.

    A number of ten digits is an NHS number unless it begins with 0. A year of two digits is the latest that is past.
    """
    said: Said = {}
    rest = _take_plain(text[:200], said)
    rest = _take_date(rest, said, today)
    if found := _LONG_NUMBER.search(rest):
        digits = re.sub(r"\D", "", found.group())
        rest = rest.replace(found.group(), " ", 1)
        said["nhs_number" if len(digits) == 10 and digits[0] != "0" else "phone"] = digits
    if "born" not in said and (found := _YEAR.search(rest)):
        said["born"] = {"year": int(found.group())}
        rest = rest.replace(found.group(), " ", 1)
    if found := _NUMBER.search(rest):
        said.setdefault("address", {})["lines"] = found.group()
        rest = rest.replace(found.group(), " ", 1)
    return Typed(said, tuple(_WORD.findall(rest)))


def _take_plain(text: str, said: Said) -> str:
    if found := _EMAIL.search(text):
        said["email"] = found.group()
        text = text.replace(found.group(), " ", 1)
    if found := _UPN.search(text):
        said["upn"] = found.group().upper()
        text = text.replace(found.group(), " ", 1)
    if found := _POSTCODE.search(text):
        said["address"] = {"postcode": f"{found.group(1)} {found.group(2)}".upper()}
        text = text.replace(found.group(), " ", 1)
    return text


def _take_date(text: str, said: Said, today: date) -> str:
    found = _DATE.search(text)
    if not found:
        return text
    if found.group(1):
        year, month, day = (int(part) for part in found.group(1, 2, 3))
    else:
        day, month, year = (int(part) for part in found.group(4, 5, 6))
    if year < 100:
        year += today.year // 100 * 100
        year -= 100 if year > today.year else 0
    born: DateSaid = {"day": day, "month": month, "year": year}
    said["born"] = born
    return text.replace(found.group(), " ", 1)

"""One cell and what it means: dates, numbers with check digits, postcodes, sexes. Pure.

A reader gives what can be used of a cell and the codes of what is odd about it; the words for a code stand in
`problems.py`. Nothing that is merely impossible is thrown away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from nhs_number.validate import is_valid

from mash.registers.people.rules import DateSaid, as_date

DateOrder = Literal["dmy", "mdy"]
LONGEST_CELL: Final = 500
"""Characters of one answer; no name or address of a person is longer."""


class Read[T](NamedTuple):
    """What a cell says, None for nothing that can be used, and the codes of what is odd about it."""

    value: T | None
    odd: tuple[str, ...] = ()


_EMPTY: Final = frozenset(
    {
        "",
        "-",
        "--",
        "n/a",
        "na",
        "nan",
        "null",
        "none",
        "nil",
        "unknown",
        "not known",
        "not recorded",
        "nk",
        "?",
        "<na>",
        "#n/a",
    }
)
_LONGEST_EMPTY: Final = max(map(len, _EMPTY))
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
_FORMULA: Final = re.compile(r"[=@]\s*[\w\"'({+-]|[+-]\s*(?:\w*\(|\d+\s*[*/(])")


def text(cell: str, *, most: int = LONGEST_CELL) -> Read[str]:
    """A cell without controls and blanks around it, as it was typed otherwise; None where it stands for nothing."""
    odd: tuple[str, ...] = ()
    if cell.isascii() and cell.isprintable():  # nearly every cell
        plain = cell.strip()
    else:
        plain, odd = _cleaned(cell[: most * 8])
    if len(plain) > most or len(cell) > most * 8:
        return Read(None, (*odd, "long"))
    if "  " in plain:
        plain = " ".join(plain.split())
    if len(plain) <= _LONGEST_EMPTY and plain.casefold() in _EMPTY:
        return Read(None, odd)
    if plain[0] in "=@+-" and _FORMULA.match(plain):
        odd = (*odd, "formula")
    return Read(plain, odd)


def _cleaned(cell: str) -> tuple[str, tuple[str, ...]]:
    """Without controls and halves of characters, its accents in one form; and what was odd about it."""
    plain = _CONTROLS.sub("", cell)
    odd = ("control",) if plain != cell else ()
    plain = unicodedata.normalize("NFC", " ".join(plain.split())).encode("utf-8", "ignore").decode()
    return plain, (*odd, "letters") if "\ufffd" in plain else odd


_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?\Z", re.ASCII)
_PARTS: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/. ](\d{1,2}|[^\W\d]+\.?)[-/. ,]+(\d{4}|\d{2})(?:[T ].*)?\Z"
)
_MONTH_FIRST: Final = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\Z")
_PACKED: Final = re.compile(r"(\d{4})(\d{2})(\d{2})\Z", re.ASCII)
_YEAR: Final = re.compile(r"(1[89]|20)\d\d\Z", re.ASCII)
_MONTH_YEAR: Final = re.compile(r"(\d{1,2}|[^\W\d]+)\.?[-/. ](\d{4})\Z")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})\Z", re.ASCII)
_SERIAL: Final = re.compile(r"\d{4,5}(?:\.0+)?\Z", re.ASCII)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL_DAYS: Final = range(367, 60_000)
_LAST_YEAR_OF_TWO_DIGITS: Final = 30


def born(cell: str, order: DateOrder = "dmy") -> Read[DateSaid]:
    """A day as people and programs write it. What is impossible is kept as said; what was guessed is marked.

    Two-digit years up to 30 are of this century, as spreadsheet programs read them. A day such as 03/04/2015 is read
    in the file's `order`, turned round where only that is possible. Five digits are a spreadsheet's count of days.
    """
    if found := _ISO.match(cell) or _PACKED.match(cell):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _PARTS.match(cell):
        return _in_parts(found, order)
    if (found := _MONTH_FIRST.match(cell)) and (month := _month(found[1])):
        return _day(int(found[2]), month, int(found[3]))
    return _without_day(cell) or _serial(cell)


def _without_day(cell: str) -> Read[DateSaid] | None:
    if _YEAR.match(cell):
        return Read({"year": int(cell)}, ("partial",))
    if found := _YEAR_MONTH.match(cell):
        return Read({"month": int(found[2]), "year": int(found[1])}, ("partial",))
    if (found := _MONTH_YEAR.match(cell)) and (month := _month(found[1])):
        return Read({"month": month, "year": int(found[2])}, ("partial",))
    return None


def _in_parts(found: re.Match[str], order: DateOrder) -> Read[DateSaid]:
    day, month, odd = int(found[1]), _month(found[2]), list[str]()
    if month is None:
        return Read(None, ("date",))
    if found[2].isdecimal():
        if order == "mdy":
            day, month = month, day
        if month > 12 >= day:
            day, month = month, day
            odd.append("turned")
    year = int(found[3])
    if len(found[3]) == 2:
        year += 2000 if year <= _LAST_YEAR_OF_TWO_DIGITS else 1900
        odd.append("century")
    return _day(day, month, year, *odd)


def _day(day: int, month: int, year: int, *odd: str) -> Read[DateSaid]:
    said: DateSaid = {}
    if day:
        said["day"] = day
    if month:
        said["month"] = month
    if year:
        said["year"] = year
    if len(said) < 3:
        return Read(said, (*odd, "partial")) if said else Read(None, ("date",))
    return Read(said, odd if as_date(said) else (*odd, "impossible"))


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    return _MONTHS.index(text[:3].casefold()) + 1 if text[:3].casefold() in _MONTHS else None


def _serial(cell: str) -> Read[DateSaid]:
    """A spreadsheet's count of days, of which 60 is a 29 February 1900 that never was."""
    if not _SERIAL.match(cell) or (days := int(float(cell))) not in _SERIAL_DAYS:
        return Read(None, ("date",))
    day = date(1899, 12, 30) + timedelta(days=days)
    return Read({"day": day.day, "month": day.month, "year": day.year}, ("serial",))


def nhs_number(cell: str) -> Read[str]:
    """Ten digits; kept when the check digit is wrong, because nine of them may still be right."""
    digits = cell if cell.isdecimal() else re.sub(r"[\s\-]", "", cell).removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()):
        return Read(None, ("digits",))
    digits = digits.zfill(10) if len(digits) == 9 else digits  # a spreadsheet drops a leading zero
    if len(digits) != 10:
        return Read(None, ("digits",))
    if len(set(digits)) == 1:
        return Read(None, ("placeholder",))
    return Read(digits, () if is_valid(digits) else ("check",))


_UPN: Final = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\Z", re.ASCII)
_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"


def upn_letter(rest: str) -> str:
    """The check letter of a unique pupil number, from the twelve characters after it.

    Each place counts by 2 to 13, and the remainder of 23 names the letter; in a temporary number the last character is
    itself a letter and counts by its place. Source: Department for Education, "Unique pupil numbers (UPNs)".
    """
    worth = (_UPN_LETTERS.index(char) if char in _UPN_LETTERS else int(char) for char in rest)
    return _UPN_LETTERS[sum(weight * value for weight, value in enumerate(worth, start=2)) % 23]


def upn(cell: str) -> Read[str]:
    """A unique pupil number; kept when its check letter is wrong."""
    plain = re.sub(r"\s", "", cell).upper()
    if not _UPN.match(plain):
        return Read(None, ("upn",))
    return Read(plain, () if upn_letter(plain[1:]) == plain[0] else ("check",))


_POSTCODE: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\Z", re.ASCII)
_OUTWARD: Final = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?(?: ?\d)?\Z", re.ASCII)
_NO_PLACE: Final = frozenset({"ZZ993WZ", "ZZ993VZ", "ZZ993CZ", "ZZ993GZ", "ZZ993HZ"})
"""What the health service writes for no fixed abode, not known and abroad. Source: NHS Data Dictionary, "Postcode"."""


def postcode(cell: str) -> Read[str]:
    """A postcode with its one blank; another country's, or part of one, is kept as it stands and marked."""
    plain = cell.upper()
    if (found := _POSTCODE.match(plain)) and found[1] + found[2] not in _NO_PLACE:
        return Read(f"{found[1]} {found[2]}")
    plain = re.sub(r"[^A-Z0-9 ]", "", plain).strip()
    if found := _POSTCODE.match(plain.replace(" ", "")):
        if plain.replace(" ", "") in _NO_PLACE:
            return Read(None, ("no-place",))
        return Read(f"{found[1]} {found[2]}")
    if _OUTWARD.match(plain):
        return Read(plain, ("part",))
    return Read(cell[:10].strip(), ("postcode",)) if len(cell) <= 10 else Read(None, ("postcode",))


SEXES: Final[Mapping[str, str]] = {
    "f": "female", "female": "female", "2": "female", "girl": "female", "woman": "female", "benyw": "female",
    "m": "male", "male": "male", "1": "male", "boy": "male", "man": "male", "gwryw": "male",
    "x": "other", "other": "other", "indeterminate": "other", "non-binary": "other",
    "u": "", "0": "", "9": "", "not specified": "",
}  # fmt: skip
"""Codes in use: letters, words, and the numbers of ISO/IEC 5218 and the NHS Data Dictionary (9: not specified)."""


def sex(cell: str, own: Mapping[str, str] | None = None) -> Read[str]:
    """female, male or other; "" where the code says that it is not known."""
    key = cell.casefold()
    found = (own or {}).get(key, SEXES.get(key))
    return Read(None, ("sex",)) if found is None else Read(found or None)


def phone(cell: str) -> Read[str]:
    """A telephone number as typed; what has too few digits to be one is left out."""
    digits = len(cell) if cell.isdecimal() else sum(char.isdecimal() for char in cell)
    if digits < 6 or len(cell) > 40:
        return Read(None, ("phone",))
    # A spreadsheet drops the leading zero.
    return Read(f"0{cell}", ("zero",)) if digits == len(cell) == 10 and cell[0] in "1237" else Read(cell)


_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+\Z")


def email(cell: str) -> Read[str]:
    """An e-mail address in the form of one."""
    return Read(cell) if len(cell) <= 254 and _EMAIL.match(cell) else Read(None, ("email",))

"""Names and dates as people write them: folding for search, dates that may be partial or impossible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TypedDict

_APART = re.compile(r"[^\w]+", re.UNICODE)


class AddressSaid(TypedDict, total=False):
    lines: str
    postcode: str


class DateSaid(TypedDict, total=False):
    """A date as said: any part may be missing, and the whole may be impossible."""

    day: int
    month: int
    year: int


class IdentifierSaid(TypedDict):
    """A number that is not in use any more, with its kind: `nhs-number-superseded`."""

    kind: str
    value: str


class Said(TypedDict, total=False):
    """Everything that a source can say of a person; what is not known is left out."""

    given_name: str
    middle_name: str
    family_name: str
    known_as: str
    born: DateSaid
    age: str
    expected: DateSaid
    sex: str
    gender: str
    ethnicity: str
    religion: str
    language: str
    interpreter: str
    disability: str
    nhs_number: str
    upn: str
    phone: str
    email: str
    address: AddressSaid
    location_now: str
    gp: str
    school: str
    description: str
    relationship: str
    parental_responsibility: str
    safe_contact: str
    identifiers: list[IdentifierSaid]
    died: DateSaid
    death_notice: str
    whereabouts_withheld: bool


def fold(text: str) -> str:
    """A name as search compares it: lower case, no accents, no punctuation. `fold("O'Brien-Núñez") == "obriennunez"`."""
    # Some letters have a case only once they are decomposed, and some decompose further once they have lost it.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return _APART.sub("", "".join(ch for ch in folded if not unicodedata.combining(ch)))


def fold_place(postcode: str, lines: str) -> str:
    """A dwelling as search compares it: postcode and the first number or word of its first line."""
    code = fold(postcode)
    first = re.search(r"\d+\w?|\w+", lines.casefold())
    return f"{code}:{first.group(0)}" if code and first else ""


def as_date(said: DateSaid | Mapping[str, int] | None) -> date | None:
    """The date if it is whole and possible, else None."""
    if not said or not all(said.get(part) for part in ("day", "month", "year")):
        return None
    try:
        return date(said["year"], said["month"], said["day"])
    except (ValueError, OverflowError):
        return None


def in_words(said: DateSaid | Mapping[str, int] | None) -> str:
    """The date as said, partial or impossible as it may be: "June 2015", "31 February 2015"."""
    if not said:
        return ""
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    month = said.get("month")
    parts = [
        str(said["day"]) if said.get("day") else "",
        (months[month - 1] if 1 <= month <= 12 else f"month {month}") if month else "",
        str(said["year"]) if said.get("year") else "",
    ]
    return " ".join(filter(None, parts))


def name(said: Said | Mapping[str, object]) -> str:
    """The name to show; a description stands in where there is none."""
    full = " ".join(str(said[part]) for part in ("given_name", "family_name") if said.get(part))
    if full:
        return full
    if said.get("expected"):
        return "Unborn child"
    return str(said.get("known_as") or "Name not known")

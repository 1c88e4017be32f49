"""By what two contacts may be about one incident, how sure that is, and what may be said of them. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from mash.foundation.kernel import ALLOWED, Verdict
from mash.foundation.kernel.ids import read_reference
from mash.registers.people.rules import as_date, fold, fold_place

from . import errors

Evidence = Literal["number", "quoted", "person", "described", "harm", "address"]
Strength = Literal["strong", "likely", "possible"]

HARM: Final = "source-of-harm"
MOST_TOGETHER: Final = 60
"""So many contacts can be joined by people: each is joined to each, so that one taken out leaves the others together."""
MOST_QUOTED: Final = 20
"""So many references and numbers of one contact's text are compared."""

# Kinds of marks, and what each is evidence of when two contacts have the same one.
KINDS: Final[Mapping[str, Evidence]] = {
    "number": "number",
    "quoted": "quoted",
    "nhs": "described",
    "born": "described",
    "harm": "harm",
    "place": "address",
}
# Who is one with whom is asked of the index at the time; these two are no marks.
PERSON: Final[Mapping[str, Evidence]] = {"person": "person", "harmer": "harm"}

_REFERENCE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b[0-9A-Z][0-9A-Z/-]{4,}\b", re.IGNORECASE)
_DAY = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}|\d{4}[-/]\d{2}")
_SIGN = re.compile(r"[^0-9a-z]")


@dataclass(frozen=True, slots=True)
class Described:
    """Somebody as a contact describes them: the role in the matter and what was said."""

    role: str
    said: Mapping[str, Any]


def marks(
    *, ref: str, incident: str, texts: Iterable[str], numbers: Iterable[str], people: Iterable[Described]
) -> set[tuple[str, str]]:
    """What a contact is found by, as (kind, value). `numbers` are what a service calls the incident, in its own words.

    A reference or number that is written in the text meets the contact whose own it is. A protected address is no mark.
    """
    found = {("quoted", ref)}
    if incident:
        found.add(("number", incident))
    found |= {("quoted", value) for value in quoted(texts)}
    for number in numbers:
        value = read_reference(number) if _REFERENCE.fullmatch(number.strip()) else _number(number)
        found |= {("quoted", value)} if value else set()
    for one in people:
        known = set(known_by(one.said))
        found |= known
        if one.role == HARM:
            known |= {("named", name)} if (name := _name(one.said)) else set()
            found |= {("harm", f"{kind}:{value}") for kind, value in known if kind != "place"}
    return found


def known_by(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """By what somebody is found again, as (kind, value): ("nhs", their number), ("born", their name with their date of
    birth), ("place", their dwelling). What is only half known finds nobody.
    """
    number = "".join(char for char in str(said.get("nhs_number", "")) if char.isdigit())
    if len(number) == 10:
        yield "nhs", number
    name, born = _name(said), as_date(said.get("born"))
    if name and born:
        yield "born", f"{name}|{born.isoformat()}"
    address = said.get("address") or {}
    place = fold_place(str(address.get("postcode", "")), str(address.get("lines", "")))
    if place:
        yield "place", place


def key_of(kind: str, value: str) -> int:
    """A mark as it is kept: a digest in 63 bits and a sign. It compares, and says nothing."""
    parts = "\n".join((kind, *value.split("|")))
    return int.from_bytes(hashlib.blake2b(parts.encode(), digest_size=8).digest(), signed=True)


def quoted(texts: Iterable[str]) -> set[str]:
    """Our references and other services' numbers that stand in these texts, each in one form; no dates, no telephones."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _REFERENCE.findall(text):
            found[read_reference(match)] = None
        for match in _NUMBER.findall(text):
            if (value := _number(match)) and not _REFERENCE.fullmatch(match):
                found[value] = None
    return set(list(found)[:MOST_QUOTED])


def _number(text: str) -> str:
    """A service's number in one form; empty where it is too short, a date, a telephone or an NHS number."""
    value = _SIGN.sub("", text.casefold())
    digits = sum(one.isdigit() for one in value)
    if digits < 4 or len(value) < 5 or _DAY.fullmatch(text.strip()):
        return ""
    return "" if value.isdigit() and not 6 < len(value) < 10 else value


def _name(said: Mapping[str, Any]) -> str:
    given, family = fold(str(said.get("given_name", ""))), fold(str(said.get("family_name", "")))
    return f"{given}|{family}" if given and family else ""


_ORDER: Final[Mapping[Evidence, int]] = {
    "number": 0,
    "quoted": 1,
    "person": 2,
    "described": 3,
    "harm": 4,
    "address": 5,
}


def in_order(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The surest first; somebody who is known to be in both need not be described alike as well."""
    found = set(evidence)
    if "person" in found:
        found.discard("described")
    return tuple(sorted(found, key=_ORDER.__getitem__))


def strength(evidence: Collection[Evidence]) -> Strength:
    """How sure it is: a number shared, or a person and where they live or who harmed them, is strong."""
    found = set(evidence)
    people = found & {"person", "described"}
    if found & {"number", "quoted"} or (people and found & {"address", "harm"}):
        return "strong"
    return "likely" if people or len(found) > 1 else "possible"


RANK: Final[Mapping[Strength, int]] = {"strong": 0, "likely": 1, "possible": 2}


def is_new(evidence: Iterable[str], before: Iterable[str]) -> bool:
    """Whether something speaks for it that did not when somebody said that it is not so."""
    held = set(before)
    # That the person is known now who was described alike then is nothing new.
    held |= {"person"} if "described" in held else set()
    return not set(evidence) <= held


def may_join(*, ground: str, rationale: str, evidence: Iterable[Collection[str]], together: int) -> Verdict:
    """Whether contacts may be joined on this ground: a number must be shared, and any other ground is written down.

    `evidence` is that of each that is to be joined: what one of them shares says nothing of another.
    """
    if ground == "number" and not all(set(one) & {"number", "quoted"} for one in evidence):
        return errors.no_number()
    if ground != "number" and not rationale.strip():
        return errors.no_reason()
    return ALLOWED if together <= MOST_TOGETHER else errors.too_many()

"""From a row of a force's file or call to a notification. Pure: one row in, one reading out.

A row is rejected only where it cannot be told from another, cannot be stored whole, or says nothing; whatever is merely
odd, such as a day that does not exist, is kept as it was said and noted.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, cast

from mash.casework.intake.arrival import PersonSaid
from mash.casework.notifications.columns import ASSESSMENT, ROLES, Columns, parts
from mash.foundation.kernel.ids import ALPHABET
from mash.registers.people.feeds import values
from mash.registers.people.feeds.values import DateOrder, Read
from mash.registers.people.rules import AddressSaid, Said, as_date

LONGEST_REFERENCE: Final = 60
LONGEST_SUMMARY: Final = 20_000
LONGEST_GRADE: Final = 100
LONGEST_NOTES: Final = 5_000
_OF_AGE: Final = 18
_FAULTS: Final = frozenset({"columns", "quote", "long"})
_YES: Final = frozenset({"y", "yes", "true", "1"})
_NO: Final = frozenset({"n", "no", "false", "0"})
_NOT_KNOWN: Final = frozenset(
    {
        "not known",
        "don't know",
        "don’t know",
        "unknown",
        "n/k",
        "nk",
        "dk",
        "not asked",
        "refused",
        "not-known",
    }
)
_POPULATIONS: Final[Mapping[str, str]] = {
    "children": "children", "child": "children", "c": "children", "adults": "adults", "adult": "adults", "a": "adults",
}  # fmt: skip
_SORTED: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


class Note(NamedTuple):
    """Something odd that was kept: a code of problems.py, and the column that it stands in."""

    code: str
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What a force says. `grade` and `occurred` are as it wrote them; at least one of `people` is a subject.

    `assessments` holds `dash` and `dara` where the force sent them: see assessment.Assessment.
    """

    reference: str
    incident: str
    summary: str
    grade: str
    occurred: str
    danger: str
    population: str
    officer: str
    officer_phone: str
    school: str
    assessments: Mapping[str, Any]
    people: tuple[PersonSaid, ...]


class Reading(NamedTuple):
    """What became of a row: `code` and `column` say why it was rejected; else `said` is what it says."""

    reference: str = ""
    digest: str = ""
    said: Notification | None = None
    code: str = ""
    column: str = ""
    noted: tuple[Note, ...] = ()


def incident_of(source: str, incident: str) -> str:
    """What contacts about one incident share: made from the force's number, so that two forces' numbers never meet.

    Ten letters in two groups, as the hub's own are; "" where the force gives none.
    """
    if not incident:
        return ""
    number = int.from_bytes(hashlib.sha256(f"{source}\n{incident.casefold()}".encode()).digest()[:8])
    text = "".join(ALPHABET[number >> 5 * place & 31] for place in range(10))
    return f"{text[:5]}-{text[5:]}"


class Reader:
    """Reads rows by one mapping. `populations` are those that have a desk, `own` that of the source's desk."""

    def __init__(self, columns: Columns, *, populations: Collection[str], own: str, today: date) -> None:
        self._columns = [(heading, *parts(target)) for heading, target in columns.columns.items() if target]
        self._heading = {(number, name): heading for heading, number, name in self._columns}
        self._order: DateOrder = columns.dates
        self._roles = {**ROLES, **columns.roles}
        self._populations, self._own, self._today = populations, own, today
        self._readers: dict[str, Callable[[str], Read[Any]]] = {
            "date_of_birth": lambda cell: values.born(cell, self._order),
            "sex": values.sex,
            "nhs_number": values.nhs_number,
            "upn": values.upn,
            "postcode": values.postcode,
            "phone": values.phone,
            "email": values.email,
        }

    def read(self, cells: Mapping[str, str], *, fault: str = "") -> Reading:
        """What the row says, by its headings; `fault` is why it could not be taken apart."""
        if fault:
            return Reading(code=fault if fault in _FAULTS else "columns")
        noted: list[Note] = []
        given = self._given(cells)
        reference, _odd = values.text(given.get((0, "reference"), ""), most=LONGEST_REFERENCE)
        if reference is None:
            long = len(given.get((0, "reference"), "").strip()) > LONGEST_REFERENCE
            return self._rejected("long-reference" if long else "no-reference", "reference")
        digest = digest_of(given)
        summary = prose(given.get((0, "summary"), ""))
        if len(summary) > LONGEST_SUMMARY:
            return self._rejected("long-summary", "summary", reference, digest)
        population = self._population(given.get((0, "population"), ""))
        if population not in self._populations:
            return self._rejected("no-desk", "population", reference, digest)
        people = self._people(given, noted)
        if not people and not summary:
            return self._rejected("nothing-said", "summary", reference, digest)
        if not people:
            noted.append(Note("nobody"))
            people = (PersonSaid(role="subject", said={"description": "Not named by the force"}),)

        def one(name: str, most: int = values.LONGEST_CELL) -> str:
            return self._text(given, (0, name), noted, most) or ""

        said = Notification(
            reference=reference,
            incident=one("incident", LONGEST_REFERENCE),
            summary=summary,
            grade=one("grade", LONGEST_GRADE),
            occurred=one("occurred", LONGEST_GRADE),
            danger=_danger(given.get((0, "danger"), "")),
            population=population,
            officer=one("officer", 200),
            officer_phone=one("officer_phone", 40),
            school=one("school", 200),
            assessments=self._assessments(given, noted),
            people=people,
        )
        return Reading(reference, digest, said, noted=tuple(noted))

    def _assessments(self, given: Mapping[tuple[int, str], str], noted: list[Note]) -> dict[str, Any]:
        """The answers of a DASH or DARA; one that is neither yes nor no is kept as it was written and noted."""
        found: dict[str, Any] = {}
        for (number, name), cell in given.items():
            if number or name not in ASSESSMENT:
                continue
            kind, _dot, part = name.partition(".")
            held = found.setdefault(kind, {"answers": {}})
            if part in {"grade", "notes"}:
                held[part] = prose(cell)[:LONGEST_NOTES] if part == "notes" else cell.strip()[:LONGEST_GRADE]
                continue
            answer = _answer(cell)
            held["answers"][part] = answer or prose(cell)[:LONGEST_GRADE]
            if not answer:
                noted.append(Note("answer", self._heading[number, name]))
        return found

    def _given(self, cells: Mapping[str, str]) -> dict[tuple[int, str], str]:
        """The cells that are taken in and hold something, by person and field."""
        found = ((number, name, cells.get(heading, "")) for heading, number, name in self._columns)
        return {(number, name): cell for number, name, cell in found if cell.strip()}

    def _rejected(self, code: str, name: str, reference: str = "", digest: str = "") -> Reading:
        return Reading(reference, digest, code=code, column=self._heading.get((0, name), ""))

    def _population(self, cell: str) -> str:
        word = cell.strip().casefold()
        return _POPULATIONS.get(word, word) if word else self._own

    def _text(
        self, given: Mapping[tuple[int, str], str], key: tuple[int, str], noted: list[Note], most: int
    ) -> str | None:
        plain, odd = values.text(given.get(key, ""), most=most)
        if key in given:
            noted += [Note("long-cell" if one == "long" else one, self._heading[key]) for one in odd]
        return plain

    def _people(self, given: Mapping[tuple[int, str], str], noted: list[Note]) -> tuple[PersonSaid, ...]:
        said: list[tuple[str, Said]] = []
        for number in sorted({number for number, _name in given if number}):
            fields = self._fields(given, number, noted)
            role = fields.pop("role", "")
            person = _person(fields)
            if person:
                said.append((self._role(role, person, number, noted), person))
        if said and not any(role == "subject" for role, _person in said):
            # Somebody is always the one worried about: else nobody would be decided for.
            said[0] = ("subject", said[0][1])
        return tuple(PersonSaid(role=role, said=person) for role, person in said)

    def _fields(self, given: Mapping[tuple[int, str], str], number: int, noted: list[Note]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in given:
            if key[0] != number:
                continue
            plain = self._text(given, key, noted, values.LONGEST_CELL)
            reader = self._readers.get(key[1])
            if plain is not None and reader is not None:
                plain, odd = reader(plain)
                noted += [Note(one, self._heading[key]) for one in odd]
            if plain:
                found[key[1]] = plain
        return found

    def _role(self, word: str, person: Said, number: int, noted: list[Note]) -> str:
        known = self._roles.get(word.casefold())
        if known:
            return known
        if word:
            noted.append(Note("role", self._heading.get((number, "role"), "")))
        return "subject" if _is_child(person, self._today) else "other"


def digest_of(given: Mapping[tuple[int, str], str]) -> str:
    """SHA-256 of what was said, in hexadecimal: the same for the same words in any order of columns."""
    plain = {f"{number}.{name}": " ".join(cell.split()) for (number, name), cell in given.items()}
    return hashlib.sha256(_SORTED.encode(plain).encode("utf-8", "replace")).hexdigest()


def digest_of_headings(header: Iterable[str]) -> str:
    """SHA-256 of a file's headings in any order, in hexadecimal: files of the same columns share a mapping."""
    return hashlib.sha256(_SORTED.encode(sorted(header)).encode("utf-8", "replace")).hexdigest()


def prose(cell: str) -> str:
    """Text with its lines and without controls, accents in one form."""
    if not (cell.isascii() and cell.isprintable()):
        kept = (char for char in cell.replace("\r\n", "\n") if char == "\n" or char.isprintable())
        cell = unicodedata.normalize("NFC", "".join(kept)).encode("utf-8", "ignore").decode()
    return cell.strip()


def storable(text: str) -> str:
    """Text that the database can hold: NUL by its picture, half of a character by a question mark."""
    return text.replace("\x00", "␀").encode("utf-8", "replace").decode()


def _answer(cell: str) -> str:
    """`yes`, `no` or `not-known`; "" for anything else."""
    word = " ".join(cell.casefold().split())
    return "yes" if word in _YES else "no" if word in _NO else "not-known" if word in _NOT_KNOWN else ""


def _danger(cell: str) -> str:
    word = cell.strip().casefold()
    return "yes" if word in _YES else "no" if word in _NO else "not-known"


def _is_child(person: Said, today: date) -> bool:
    """Whether the date of birth says so; who has none or an impossible one counts as a child, so that nobody is passed over."""
    born = as_date(person.get("born"))
    return (
        born is None
        or (today.year - born.year - ((today.month, today.day) < (born.month, born.day))) < _OF_AGE
    )


def _person(found: Mapping[str, Any]) -> Said:
    said = {name: found[name] for name in _SAID if name in found}
    if "date_of_birth" in found:
        said["born"] = found["date_of_birth"]
    address: AddressSaid = {}
    if "address" in found:
        address["lines"] = found["address"]
    if "postcode" in found:
        address["postcode"] = found["postcode"]
    if address:
        said["address"] = address
    return cast("Said", said)


_SAID: Final = (
    "given_name", "family_name", "known_as", "sex", "ethnicity", "phone", "email", "nhs_number", "upn", "school",
    "description", "relationship",
)  # fmt: skip


def adds_up(*, rows: int, states: Mapping[str, int], declared: int | None) -> bool:
    """Whether every row that was stored is in one state, and as many were stored as the force says that it sent."""
    return rows == sum(states.values()) and declared in {None, rows}


def all_codes(notes: Iterable[Note]) -> list[list[str]]:
    """Notes as a row keeps them, each once."""
    return [list(one) for one in dict.fromkeys(notes)][:50]

"""From a row of an agency's table to what it says of a person. Pure: one row in, one outcome out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, Self, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mash.registers.people.feeds import values
from mash.registers.people.feeds.errors import WrongMappingError
from mash.registers.people.feeds.problems import Problem
from mash.registers.people.feeds.reading import Row
from mash.registers.people.feeds.values import DateOrder, Read
from mash.registers.people.matching.columns import guess
from mash.registers.people.rules import DateSaid, Said

FIELDS: Final[dict[str, Promise]] = {
    "id": _("The agency’s number for the record"),
    "given_name": _("First name"),
    "middle_name": _("Middle names"),
    "family_name": _("Family name"),
    "full_name": _("Whole name"),
    "known_as": _("Known as"),
    "date_of_birth": _("Date of birth"),
    "sex": _("Sex"),
    "street_number": _("House number"),
    "address": _("Address"),
    "address_2": _("Second line of the address"),
    "town": _("Town"),
    "postcode": _("Postcode"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "nhs_number": _("NHS number"),
    "upn": _("Unique pupil number"),
    "identifier": _("Another identifier"),
    "household": _("The agency’s number for the household"),
    "deleted": _("Marks records to be withdrawn"),
}
"""What a column may be. There is no field for text about a person: an index holds pointers and no content."""

KEEPS: Final[dict[str, Promise]] = {
    "name": _("Names"),
    "date_of_birth": _("Date of birth"),
    "sex": _("Sex"),
    "identifiers": _("NHS number, unique pupil number and other identifiers"),
    "address": _("Address"),
    "contact": _("Telephone and e-mail"),
}
"""What a wider feed may be allowed to keep, in the groups that an impact assessment speaks of."""

INDEXED: Final = ("name", "date_of_birth", "sex", "identifiers")
"""What the index of persons itself says of whoever became known by a record: it tells a reviewer nothing that is not there."""

_GROUP: Final = {
    "given_name": "name", "middle_name": "name", "family_name": "name", "full_name": "name", "known_as": "name",
    "date_of_birth": "date_of_birth", "sex": "sex", "nhs_number": "identifiers", "upn": "identifiers",
    "identifier": "identifiers", "household": "address", "street_number": "address", "address": "address",
    "address_2": "address", "town": "address", "postcode": "address", "phone": "contact", "email": "contact",
}  # fmt: skip
_YES: Final = frozenset(
    {"1", "y", "yes", "true", "t", "d", "del", "delete", "deleted", "removed", "withdrawn", "x"}
)
_NO: Final = frozenset({"", "0", "n", "no", "false", "f", "a", "u", "i", "add", "update", "active", "live"})
_OLDEST: Final = 125  # years; no one on record lived longer
_LONGEST_KEY: Final = 100
_NEVER_GUESSED: Final = frozenset({"household"})
"""Taken in only where a person says so: what a table calls a household may be anything."""
_DOUBTS: Final = frozenset({"century", "turned", "serial"})
_SHOWN: Final = 200


class FeedSaid(Said, total=False):
    """What a feed says of a person: `Said`, and what only tables have.

    `born_doubt` is why a date of birth is uncertain: century, turned or serial.
    """

    middle_name: str
    full_name: str
    identifier: str
    household: str
    born_doubt: str


class Outcome(NamedTuple):
    """What became of a row: `said` is None where it was kept aside, and for one that only marks a deletion."""

    number: int
    key: str
    digest: str
    said: FeedSaid | None
    deleted: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column is which field, and how the file writes days, sexes and deletions.

    `columns` maps headings to keys of FIELDS; a heading that is missing or "" is not taken in.
    """

    columns: Mapping[str, str]
    dates: DateOrder = "dmy"
    sexes: Mapping[str, str] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()

    @classmethod
    def guessed(cls, header: Sequence[str], sample: Iterable[Row] = ()) -> Self:
        """The mapping that the headings suggest, with the order of days that the sample shows."""
        columns = {
            column: name
            for column, name in guess(header).items()
            if name in FIELDS and name not in _NEVER_GUESSED
        }
        place = next(
            (header.index(column) for column, name in columns.items() if name == "date_of_birth"), None
        )
        order: DateOrder = "dmy"
        if place is not None:
            odd = [
                {one: "turned" in values.born(row.cells[place].strip(), one).odd for one in ("dmy", "mdy")}
                for row in sample
                if not row.fault
            ]
            if sum(one["dmy"] for one in odd) > sum(one["mdy"] for one in odd):
                order = "mdy"
        return cls(columns, order)

    @classmethod
    def of_json(cls, said: Any) -> Self:
        """From a mapping file: `{"columns": {"Forename": "given_name"}, "dates": "dmy", "sex": {"W": "female"}, "deleted": ["D"]}`.

        Raises WrongMappingError.
        """
        if not isinstance(said, dict) or not isinstance(said.get("columns"), dict):
            raise WrongMappingError(
                "A mapping is a JSON object with “columns”: an object of headings and fields."
            )
        unknown = set(said) - {"columns", "dates", "sex", "deleted"}
        if unknown:
            raise WrongMappingError(
                f"The mapping has parts that are not known: {', '.join(sorted(unknown))}."
            )
        columns = {str(column): str(name or "") for column, name in said["columns"].items()}
        wrong = sorted(set(columns.values()) - set(FIELDS) - {""})
        if wrong:
            raise WrongMappingError(f"There is no field {', '.join(wrong)}. There are {', '.join(FIELDS)}.")
        dates = said.get("dates", "dmy")
        sexes = {str(key).casefold(): str(value) for key, value in dict(said.get("sex") or {}).items()}
        if dates not in {"dmy", "mdy"} or set(sexes.values()) - {"female", "male", "other", ""}:
            raise WrongMappingError(
                "“dates” is dmy or mdy; “sex” maps codes to female, male, other or nothing."
            )
        deleted = tuple(str(one).casefold() for one in said.get("deleted") or ())
        return cls(columns, dates, sexes, deleted)

    def as_json(self) -> dict[str, Any]:
        """What `of_json` reads."""
        return {
            "columns": dict(self.columns),
            "dates": self.dates,
            "sex": dict(self.sexes),
            "deleted": list(self.deleted),
        }

    def check(self, header: Sequence[str]) -> None:
        """Raises WrongMappingError where it does not fit the file, or nobody could be found by what it takes in."""
        missing = [column for column in self.columns if column not in header]
        if missing:
            raise WrongMappingError(
                f"The file has no column {', '.join(missing)}. It has {', '.join(header)}."
            )
        taken = [name for name in self.columns.values() if name]
        twice = sorted({name for name in taken if taken.count(name) > 1})
        if twice:
            raise WrongMappingError(f"Two columns are {', '.join(twice)}. Choose one.")
        if not {"given_name", "family_name", "full_name", "nhs_number", "upn"} & set(taken):
            raise WrongMappingError("No column is a name or a number of a person. Say which is.")


class Reader:
    """Reads the rows of one file by one mapping. `keeps` are the groups of KEEPS that may be taken in; `today` is the
    day against which dates in the future are noticed.
    """

    def __init__(
        self, mapping: ColumnMapping, header: Sequence[str], *, keeps: Iterable[str], today: date
    ) -> None:
        mapping.check(header)
        allowed = set(keeps)
        self._order = mapping.dates
        self._sexes = mapping.sexes
        self._yes = frozenset(mapping.deleted) or _YES
        self._strict_no = bool(mapping.deleted)
        self._today = today
        places = {name: header.index(column) for column, name in mapping.columns.items() if name}
        self._header = header
        self._key = places.pop("id", None)
        self._deleted = places.pop("deleted", None)
        self._places = [(name, place) for name, place in places.items() if _GROUP[name] in allowed]
        self._readers: dict[str, Callable[[str], Read[Any]]] = {
            "date_of_birth": lambda cell: values.born(cell, self._order),
            "sex": lambda cell: values.sex(cell, self._sexes),
            "nhs_number": values.nhs_number,
            "upn": values.upn,
            "postcode": values.postcode,
            "phone": values.phone,
            "email": values.email,
        }

    def read(self, row: Row) -> Outcome:
        """What the row says, with everything odd about it."""
        number, cells, fault = row
        if fault:
            return _aside(number, "", Problem(fault, "", _shown(cells)))
        key, deleted = self._number(cells), self._is_deleted(cells)
        if key is None:
            return _aside(number, "", Problem("no-key", "", _shown(cells)))
        if deleted is None:
            return _aside(number, key, self._problem("deletion", cast("int", self._deleted), cells))
        problems: list[Problem] = []
        said = _said(self._fields(cells, problems))
        if not _says_somebody(said) and not (deleted and key):
            return _aside(number, key, *problems, Problem("nobody", "", _shown(cells)))
        digest = _digest(said)
        return Outcome(
            number,
            key or digest[:32],
            digest,
            None if deleted else said,
            deleted=deleted,
            problems=tuple(problems),
        )

    def _fields(self, cells: Sequence[str], problems: list[Problem]) -> dict[str, Any]:
        """What can be used of each cell; what is odd about one is added to `problems`."""
        found: dict[str, Any] = {}
        for name, place in self._places:
            if not cells[place]:
                continue
            plain, odd = values.text(cells[place])
            problems += [self._problem("long-cell" if one == "long" else one, place, cells) for one in odd]
            if plain is None:
                continue
            reader = self._readers.get(name)
            if reader is None:
                found[name] = plain
                continue
            read, odd = reader(plain)
            problems += [self._problem(one, place, cells) for one in odd]
            if read is not None:
                found[name] = read
                if name == "date_of_birth":
                    if doubts := [one for one in odd if one in _DOUBTS]:
                        found["born_doubt"] = doubts[-1]
                    problems += [self._problem(one, place, cells) for one in self._beyond_life(read)]
        return found

    def _number(self, cells: Sequence[str]) -> str | None:
        """The agency's number; "" where the file has no column for it, None where the cell is empty or no number."""
        if self._key is None:
            return ""
        value, _odd = values.text(cells[self._key], most=_LONGEST_KEY)
        return value

    def _is_deleted(self, cells: Sequence[str]) -> bool | None:
        if self._deleted is None:
            return False
        said = cells[self._deleted].strip().casefold()
        if said in self._yes:
            return True
        return False if said in _NO or self._strict_no else None

    def _problem(self, code: str, place: int, cells: Sequence[str]) -> Problem:
        return Problem(code, self._header[place], _storable(cells[place][:_SHOWN]))

    def _beyond_life(self, read: DateSaid) -> list[str]:
        """Whether nobody alive can be born on that day."""
        year = read.get("year", self._today.year)
        if (year, read.get("month", 1), read.get("day", 1)) > self._today.timetuple()[:3]:
            return ["future"]
        return ["old"] if year < self._today.year - _OLDEST else []


def _aside(number: int, key: str, *problems: Problem) -> Outcome:
    return Outcome(number, key, "", None, deleted=False, problems=problems)


def _said(found: dict[str, Any]) -> FeedSaid:
    """The fields of a row in the shape in which records keep them."""
    said: dict[str, Any] = {}
    for name in (
        "given_name", "middle_name", "family_name", "full_name", "known_as", "born_doubt", "sex", "phone", "email",
        "nhs_number", "upn", "identifier", "household",
    ):  # fmt: skip
        if name in found:
            said[name] = found[name]
    if "full_name" in said and not ("given_name" in said or "family_name" in said):
        said |= _parts_of_name(said["full_name"])
    if "date_of_birth" in found:
        said["born"] = found["date_of_birth"]
    street = " ".join(found[part] for part in ("street_number", "address") if part in found)
    lines = ", ".join(part for part in (street, found.get("address_2"), found.get("town")) if part)
    address = {"lines": lines, "postcode": found.get("postcode")} | (
        {"town": found["town"]} if "town" in found else {}
    )
    if lines or address["postcode"]:
        said["address"] = {part: value for part, value in address.items() if value}
    return cast("FeedSaid", said)


def _parts_of_name(whole: str) -> dict[str, str]:
    """A whole name in parts: "FAMILY, Given" by its comma, else the last word is the family name; one word is a given name."""
    if "," in whole:
        family, _, given = (part.strip() for part in whole.partition(","))
    else:
        given, _, family = whole.rpartition(" ")
        if not given:
            given, family = family, ""
    return {part: value for part, value in (("given_name", given), ("family_name", family)) if value}


_SAYS_SOMEBODY: Final = ("given_name", "family_name", "known_as", "born", "nhs_number", "upn", "identifier")


def _says_somebody(said: FeedSaid) -> bool:
    return any(part in said for part in _SAYS_SOMEBODY)


_SORTED: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


def _digest(said: FeedSaid) -> str:
    """SHA-256 of what was said, in hexadecimal: the same for the same words in any order of columns."""
    return hashlib.sha256(_SORTED.encode(said).encode()).hexdigest()


def _shown(cells: Sequence[str]) -> str:
    """A row that was kept aside, as JSON: for the person who corrects it, whole up to a limit."""
    kept = [_storable(cell[:2_000]) for cell in cells[:200]]
    return json.dumps(kept, ensure_ascii=False)


def _storable(text: str) -> str:
    """Text that PostgreSQL can hold: NUL by its picture, half of a character by a question mark."""
    return text.replace("\x00", "␀").encode("utf-8", "replace").decode()

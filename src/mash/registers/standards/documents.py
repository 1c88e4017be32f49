"""Reading a standard's or a code list's document into rows; all that is wrong is told at once. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from mash.registers.clocks.rules import DayRule, Unit

from .errors import DocumentError
from .rules import Basis, Of, Population, Rating, Runs, Severity, StartsFrom, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

type Row = dict[str, Any]

# They stand in addresses: "county-children", "2026.1".
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")


class State(StrEnum):
    """The states in which a document may be installed."""

    DRAFT = "draft"
    IN_FORCE = "in_force"


@dataclass(frozen=True)
class StandardParts:
    head: Row
    timescales: list[Row]
    minimums: list[Row]
    decision_roles: list[Row]
    quorums: list[Row]


@dataclass(frozen=True)
class CodeListParts:
    key: str
    title: str
    source: str
    valid_from: date
    codes: list[Row]


# The parts of a standard that are lists of lines, each with the fields that tell one line from another.
LINES: Final[dict[str, tuple[str, ...]]] = {
    "timescale": ("step", "rating"),
    "minimum": ("of", "code"),
    "decision_role": ("route",),
    "quorum": ("kind",),
}
_FIELDS: Final[dict[str, tuple[Row, Row]]] = {
    "timescale": (
        {
            "step": Step,
            "amount": int,
            "unit": Unit,
            "calendar": Runs,
            "starts_from": StartsFrom,
            "basis": Basis,
            "source": str,
        },
        {"rating": "", "day_rule": DayRule.BY_CLOSE.value, "warn_percent": 75},
    ),
    "minimum": (
        {"of": Of, "code": str, "label": str, "severity": Severity, "gap": str},
        {"quantity": 1, "ratings": [], "action": ""},
    ),
    "decision_role": ({"route": str, "roles": list}, {"floor": ""}),
    "quorum": ({"kind": str, "seats": list, "basis": Basis, "source": str}, {}),
}


class _Reader:
    """Takes fields out of tables and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def take(self, where: str, table: Mapping[str, Any], required: Row, optional: Row) -> Row:
        """The fields of a table, each of its kind: a type, or an enumeration whose value is kept."""
        for name in table.keys() - required.keys() - optional.keys():
            self.problems.append(f"{where}: {name} is not a field")
        row = {}
        for name, kind in required.items():
            if name not in table:
                self.problems.append(f"{where}: {name} is missing")
            else:
                row[name] = self._value(f"{where}: {name}", table[name], kind)
        for name, default in optional.items():
            kind, value = type(default), table.get(name, default)
            row[name] = self._value(f"{where}: {name}", value, kind) if name in table else value
        return row

    def one_of(self, where: str, values: Iterable[object], kind: type[StrEnum]) -> None:
        for value in values:
            self._value(where, value, kind)

    def once(self, where: str, keys: Iterable[tuple[object, ...]]) -> None:
        for key, count in Counter(keys).items():
            if count > 1:
                self.problems.append(f"{where}: {' '.join(map(str, key))} is there {count} times")

    def finish(self) -> None:
        if self.problems:
            raise DocumentError("; ".join(self.problems))

    def _value(self, where: str, value: object, kind: type) -> object:
        if issubclass(kind, StrEnum):
            allowed = [member.value for member in kind]
            if value not in allowed:
                self.problems.append(f"{where} is {value!r}, not one of {', '.join(allowed)}")
        elif not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.problems.append(f"{where} is {value!r}, not {kind.__name__}")
        return value


def read_standard(document: Mapping[str, Any]) -> StandardParts:
    """A practice standard's document as rows. Raises DocumentError naming every problem."""
    reader = _Reader()
    head = reader.take(
        "standard",
        {name: value for name, value in document.items() if name not in LINES},
        {
            "key": str,
            "version": str,
            "title": str,
            "population": Population,
            "valid_from": date,
            "state": State,
        },
        {"hub": "", "source": "", "why": ""},
    )
    for name, form in (("key", _KEY), ("version", _VERSION)):
        if isinstance(head.get(name), str) and not form.fullmatch(head[name]):
            reader.problems.append(f"standard: {name} is {head[name]!r}, not letters, digits and hyphens")
    lines: dict[str, list[Row]] = {
        part: [_line(reader, part, f"{part} {n}", each) for n, each in enumerate(document.get(part, []), 1)]
        for part in LINES
    }
    for part, keys in LINES.items():
        reader.once(part, (tuple(each.get(name) for name in keys) for each in lines[part]))
    minimums = [each | {"position": n} for n, each in enumerate(lines["minimum"], 1)]
    reader.finish()
    return StandardParts(head, lines["timescale"], minimums, lines["decision_role"], lines["quorum"])


def read_line(part: str, said: Mapping[str, Any]) -> Row:
    """One line of a part (a key of LINES) as a row. Raises DocumentError naming every problem."""
    reader = _Reader()
    row = _line(reader, part, part, said)
    reader.finish()
    return row


def _line(reader: _Reader, part: str, where: str, said: Mapping[str, Any]) -> Row:
    required, optional = _FIELDS[part]
    row = reader.take(where, said, required, optional)
    if part == "timescale":
        reader.one_of(f"{where}: rating", filter(None, [row["rating"]]), Rating)
        reader.one_of(f"{where}: day_rule", [row["day_rule"]], DayRule)
        amount, warn = row.get("amount"), row["warn_percent"]
        if isinstance(amount, int) and amount < 0:
            reader.problems.append(f"{where}: amount is below nought")
        if isinstance(warn, int) and not 0 <= warn <= 100:
            reader.problems.append(f"{where}: warn_percent is not from 0 to 100")
    if part == "minimum" and isinstance(row["ratings"], list):
        reader.one_of(f"{where}: ratings", row["ratings"], Rating)
    if part in {"timescale", "quorum"} and not str(row.get("source", "?")).strip():
        reader.problems.append(f"{where}: source is empty")
    return row


def read_codes(document: Mapping[str, Any]) -> list[CodeListParts]:
    """The code lists of a document: `valid_from`, and a `list` of tables with `key`, `title` and `codes`.

    A code is a table with `code`, `label` and perhaps `cy`; its other fields are its attributes. Raises
    DocumentError naming every problem.
    """
    reader = _Reader()
    valid_from = reader.take("document", document, {"valid_from": date, "list": list}, {}).get("valid_from")
    parts = []
    for table in document.get("list", []):
        head = reader.take("list", table, {"key": str, "title": str, "codes": list}, {"source": ""})
        rows = []
        for n, each in enumerate(head.get("codes", []), 1):
            known = {name: value for name, value in each.items() if name in {"code", "label", "cy"}}
            row = reader.take(f"{head.get('key')} {n}", known, {"code": str, "label": str}, {"cy": ""})
            row["label_cy"] = row.pop("cy")
            row["attributes"] = {name: value for name, value in each.items() if name not in known}
            rows.append(row | {"position": n})
        reader.once(str(head.get("key")), ((row.get("code"),) for row in rows))
        parts.append((head, rows))
    reader.finish()
    if valid_from is None:
        raise DocumentError("document: valid_from is missing")
    return [
        CodeListParts(head["key"], head["title"], head["source"], valid_from, rows) for head, rows in parts
    ]


def digest(parts: StandardParts) -> str:
    """The SHA-256 of a standard's text, whatever the order of its lines: what is approved."""
    whole = {
        "head": {name: str(value) for name, value in parts.head.items()},
        "timescale": _sorted(parts.timescales),
        "minimum": _sorted(parts.minimums),
        "decision_role": _sorted(parts.decision_roles),
        "quorum": _sorted(parts.quorums),
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def mark(row: Mapping[str, Any] | None) -> str:
    """What one line says, as a short mark that a page carries along; "" for a line that is not there."""
    return "" if row is None else hashlib.sha256(_text(row).encode()).hexdigest()[:16]


def _text(row: Mapping[str, Any]) -> str:
    ordered = {
        name: sorted(value) if isinstance(value, list | frozenset) else value for name, value in row.items()
    }
    return json.dumps(ordered, sort_keys=True, ensure_ascii=False, default=str)


def _sorted(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted(map(_text, rows))

"""Reading a standard's or a code list's document into rows; all that is wrong is told at once. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mash.registers.clocks.rules import DayRule, Unit

from .errors import DocumentError
from .rules import Basis, Of, Population, Rating, Runs, Severity, StartsFrom, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

type Row = dict[str, Any]


class State(StrEnum):
    DRAFT = "draft"
    IN_FORCE = "in_force"


@dataclass(frozen=True)
class StandardParts:
    head: Row
    timescales: list[Row]
    minimums: list[Row]
    decision_roles: list[Row]


@dataclass(frozen=True)
class CodeListParts:
    key: str
    title: str
    source: str
    valid_from: date
    codes: list[Row]


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
    tables = {"timescale", "minimum", "decision_role"}
    head = reader.take(
        "standard",
        {name: value for name, value in document.items() if name not in tables},
        {
            "key": str,
            "version": str,
            "title": str,
            "population": Population,
            "valid_from": date,
            "state": State,
        },
        {"hub": "", "source": ""},
    )
    timescales = [
        reader.take(
            f"timescale {n}",
            each,
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
        )
        for n, each in enumerate(document.get("timescale", []), 1)
    ]
    for n, each in enumerate(timescales, 1):
        reader.one_of(f"timescale {n}: rating", filter(None, [each["rating"]]), Rating)
        reader.one_of(f"timescale {n}: day_rule", [each["day_rule"]], DayRule)
    reader.once("timescale", ((each.get("step"), each["rating"]) for each in timescales))
    minimums = [
        reader.take(
            f"minimum {n}",
            each,
            {"of": Of, "code": str, "label": str, "severity": Severity, "gap": str},
            {"quantity": 1, "ratings": [], "action": ""},
        )
        | {"position": n}
        for n, each in enumerate(document.get("minimum", []), 1)
    ]
    for n, each in enumerate(minimums, 1):
        reader.one_of(f"minimum {n}: ratings", each["ratings"], Rating)
    reader.once("minimum", ((each.get("of"), each.get("code")) for each in minimums))
    decision_roles = [
        reader.take(f"decision_role {n}", each, {"route": str, "roles": list}, {"floor": ""})
        for n, each in enumerate(document.get("decision_role", []), 1)
    ]
    reader.once("decision_role", ((each.get("route"),) for each in decision_roles))
    reader.finish()
    return StandardParts(head, timescales, minimums, decision_roles)


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

"""An agreement as a document: read with every fault told at once, written so that the same text has the same bytes. Pure.

`data/` holds those that ship and shows the form.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from mash.registers.agreements.errors import DocumentError
from mash.registers.agreements.rules import ANY, HUB, Effect, Mode

# What binds besides the clauses, in the order in which it is read.
TERMS: Final = ("security", "breaches", "requests", "retention", "complaints", "disagreement", "leaving")
# Steps of the ladder by which a disagreement is settled: who with whom, and within how many working days.
ESCALATION: Final = "escalation"

_NUMBER = re.compile(r"^[0-9A-Za-z][0-9A-Za-z.]{0,11}$")
_SELECTOR = re.compile(r"^(kind|agency):[a-z][a-z0-9-]{0,59}$")
_LISTS: Final = ("roles", "desks", "categories", "populations", "purposes", "records", "limits")


@dataclass(frozen=True, kw_only=True)
class Known:
    """The codes that a document may use, by the name of the field, and what `condition` each category needs.

    `special` maps a category to `health`, `criminal` or `ordinary`; `covers` a condition to the kinds that it covers.
    """

    codes: Mapping[str, Collection[str]]
    agencies: Collection[str]
    kinds: Collection[str]
    special: Mapping[str, str] = field(default_factory=dict)
    covers: Mapping[str, Collection[str]] = field(default_factory=dict)


def faults(clause: Mapping[str, Any], known: Known) -> dict[str, str]:
    """What is wrong with a clause, by its field; the sentences are for whoever writes it. Empty when nothing is."""
    found = _plain_faults(clause)
    for name in ("source", "recipient"):
        fault = _selector_fault(str(clause.get(name, "")), known)
        if fault:
            found[name] = fault
    for name in (*_LISTS, "power", "article_6", "condition", "confidentiality"):
        said = clause.get(name) or []
        wrong = sorted(set([said] if isinstance(said, str) else said) - set(known.codes.get(name, ())))
        if wrong:
            found[name] = f"has no code {', '.join(wrong)}"
    if clause.get("effect") == Effect.PERMIT:
        for name in ("power", "article_6"):
            if not clause.get(name):
                found[name] = "is missing"
        if "condition" not in found:
            found |= _condition_fault(clause, known)
    return found


def _plain_faults(clause: Mapping[str, Any]) -> dict[str, str]:
    starts, ends = clause.get("starts"), clause.get("ends")
    checks = (
        (
            "number",
            not _NUMBER.match(str(clause.get("number", ""))),
            "needs up to twelve letters, digits and full stops",
        ),
        ("effect", clause.get("effect") not in set(Effect), "is neither permit nor forbid"),
        ("mode", clause.get("mode") not in set(Mode), "is neither existence nor content"),
        *((name, not clause.get(name), "is empty") for name in ("categories", "populations", "purposes")),
        ("why", not str(clause.get("why", "")).strip(), "is missing"),
        ("ends", bool(starts and ends and ends <= starts), "is not after the day on which it starts"),
    )
    return {name: fault for name, wrong, fault in checks if wrong}


def _selector_fault(said: str, known: Known) -> str:
    if said in {ANY, HUB}:
        return ""
    if not _SELECTOR.match(said):
        return "is none of any, hub, kind:KIND and agency:KEY"
    how, _, name = said.partition(":")
    if name not in (known.kinds if how == "kind" else known.agencies):
        return f"names no {'kind of agency' if how == 'kind' else 'agency'} that there is"
    return ""


def _condition_fault(clause: Mapping[str, Any], known: Known) -> dict[str, str]:
    """Health and criminal information needs a condition that covers it; content of it also needs confidentiality."""
    needs = {known.special.get(one, "ordinary") for one in clause.get("categories", ())} - {"ordinary"}
    missing = sorted(needs - set(known.covers.get(clause.get("condition", ""), ())))
    if missing:
        return {"condition": f"does not cover {' and '.join(missing)} information"}
    if needs and clause.get("mode") == Mode.CONTENT and not clause.get("confidentiality"):
        return {"confidentiality": "is missing for the content of special or criminal information"}
    return {}


_HEAD: Final[dict[str, type]] = {
    "key": str,
    "title": str,
    "kind": str,
    "purpose": str,
    "review_by": date,
}
_HEAD_MAY: Final[dict[str, type]] = {
    "hub": str,
    "under": str,
    "warn_days": int,
    "grace_days": int,
    "joint": bool,
    "terms": dict,
    "signatory": list,
    "clause": list,
    "starts": date,
}
CLAUSE_DEFAULTS: Final[dict[str, Any]] = {
    **{name: [] for name in _LISTS},
    "power": "",
    "article_6": "",
    "condition": "",
    "confidentiality": "",
    "starts": None,
    "ends": None,
    "effect": "permit",
    "mode": "content",
}


@dataclass(frozen=True)
class Parts:
    """What a document says: its head, its terms, the agencies that are party to it, and its clauses in order."""

    head: dict[str, Any]
    terms: dict[str, Any]
    agencies: tuple[str, ...]
    clauses: tuple[dict[str, Any], ...]


def read(document: Mapping[str, Any], known: Known) -> Parts:
    """An agreement's document. Raises DocumentError with every problem."""
    problems = [
        f"{name} is not a field" for name in sorted(document.keys() - _HEAD.keys() - _HEAD_MAY.keys())
    ]
    for name, kind in (_HEAD | _HEAD_MAY).items():
        value = document.get(name)
        if value is None:
            if name in _HEAD:
                problems.append(f"{name} is missing")
        elif not _is(value, kind):
            problems.append(f"{name} is {value!r}, not {kind.__name__}")
    if document.get("kind") not in {"overarching", "schedule"}:
        problems.append("kind is neither overarching nor schedule")
    terms = document.get("terms") or {}
    if isinstance(terms, dict):
        problems += _term_faults(terms)
    agencies = _tables(document, "signatory", problems)
    for each in agencies:
        if each.get("agency") not in known.agencies:
            problems.append(f"signatory: there is no agency {each.get('agency')!r}")
    clauses = _clauses(_tables(document, "clause", problems), known, problems)
    if problems:
        raise DocumentError(problems)
    head = {name: document[name] for name in (_HEAD | _HEAD_MAY) if name in document}
    return Parts(
        {name: value for name, value in head.items() if name not in {"terms", "signatory", "clause"}},
        dict(terms),
        tuple(str(one["agency"]) for one in agencies),
        tuple(clauses),
    )


def _is(value: object, kind: type) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return isinstance(value, kind)


def _tables(document: Mapping[str, Any], name: str, problems: list[str]) -> list[Mapping[str, Any]]:
    rows = document.get(name)
    if not isinstance(rows, list):
        return []
    problems += [f"{name} {n} is not a table" for n, one in enumerate(rows, 1) if not isinstance(one, dict)]
    return [one for one in rows if isinstance(one, dict)]


def _clauses(rows: Iterable[Mapping[str, Any]], known: Known, problems: list[str]) -> list[dict[str, Any]]:
    found = []
    numbers: set[str] = set()
    for place, row in enumerate(rows, 1):
        where = f"clause {row.get('number', place)}"
        unknown = sorted(row.keys() - {"number", "source", "recipient", "why", *CLAUSE_DEFAULTS})
        problems += [f"{where}: {name} is not a field" for name in unknown]
        wrong = [name for name, kind in CLAUSE_DEFAULTS.items() if name in row and not _fits(row[name], kind)]
        problems += [f"{where}: {name} is {row[name]!r}" for name in wrong]
        if wrong:
            continue
        clause = CLAUSE_DEFAULTS | {name: row[name] for name in row if name not in unknown}
        problems += [f"{where}: {name} {fault}" for name, fault in faults(clause, known).items()]
        if str(clause.get("number")) in numbers:
            problems.append(f"{where}: stands twice")
        numbers.add(str(clause.get("number")))
        found.append(clause)
    return found


def _fits(value: object, default: object) -> bool:
    if isinstance(default, list):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if default is None:
        return value is None or isinstance(value, date)
    return isinstance(value, str)


def _term_faults(terms: Mapping[str, Any]) -> list[str]:
    problems = [f"terms: {name} is not a term" for name in sorted(terms.keys() - {*TERMS, ESCALATION})]
    problems += [f"terms: {name} is not text" for name in TERMS if not isinstance(terms.get(name, ""), str)]
    steps = terms.get(ESCALATION, [])
    if not isinstance(steps, list) or not all(
        isinstance(one, dict)
        and isinstance(one.get("who"), str)
        and type(one.get("working_days")) is int
        and one.keys() == {"who", "working_days"}
        for one in steps
    ):
        problems.append(f"terms: {ESCALATION} needs steps with who and working_days")
    return problems


def canonical(parts: Parts) -> bytes:
    """The same agreement as the same bytes: JSON with sorted keys, clauses in order, lists sorted, days as ISO 8601."""
    clauses = [
        {name: sorted(value) if name in _LISTS else value for name, value in one.items()}
        for one in parts.clauses
    ]
    whole = {
        "head": parts.head,
        "terms": parts.terms,
        "agencies": sorted(parts.agencies),
        "clauses": clauses,
    }
    return json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":")).encode()


def digest(parts: Parts) -> str:
    """SHA-256 of the canonical document, in hexadecimal: what an agency signs."""
    return hashlib.sha256(canonical(parts)).hexdigest()

"""Which contacts are safe to be routed several at a time, and why one is not. Pure: it proposes, and people decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from mash.registers.people.rules import as_date

ADULT: Final = 18
LEAST_QUIET: Final = 3
"""Months without an earlier contact that no list can lower."""
FLOORS: Final = ("danger", "attention", "not-identified", "open-case", "repeats", "elsewhere", "not-seen")
"""What keeps a contact out of every class, whatever the list says."""
GROWN_UP: Final = frozenset({"parent", "carer", "partner", "source-of-harm"})
"""The roles of those who count as adults where nothing at all is said of their age."""

_YEARS = re.compile(r"[0-9]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeClass:
    """A row of the list `triage-class`. What is empty is not asked. `children` is none or any."""

    code: str
    label: str
    rating: str
    route: str
    kinds: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    children: str = "none"
    quiet: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a contact that waits, as whoever asks may see it.

    `before` counts the earlier contacts within each of the classes' windows, `ever` all of them; `looked` says that the
    asker had them on the screen. `children` is whether anybody in it is or may be under 18; `attention` whether something
    came that nobody has looked at; `unidentified` whether there is somebody for whom nothing earlier can be found.
    """

    kind: str
    channel: str
    source: str
    grade: str
    danger: str
    attention: bool
    unidentified: bool
    children: bool
    open_case: bool
    repeats: bool
    elsewhere: bool
    looked: bool
    ever: int
    before: Mapping[int, int]


def class_of(code: str, label: str, attributes: Mapping[str, Any]) -> SafeClass:
    """A row of the list as a class. Raises KeyError where it says no rating or no route."""

    def some(name: str) -> frozenset[str]:
        return frozenset(str(one).casefold() for one in attributes.get(name, ()))

    return SafeClass(
        code=code,
        label=label,
        rating=str(attributes["rating"]),
        route=str(attributes["route"]),
        kinds=some("kinds"),
        channels=some("channels"),
        sources=some("sources"),
        grades=some("grades"),
        children="any" if attributes.get("children") == "any" else "none",
        quiet=max(int(attributes.get("quiet", 12)), LEAST_QUIET),
    )


def why_not(facts: Facts, klass: SafeClass) -> tuple[str, ...]:
    """Codes of what keeps a contact out of a class, the floors first; empty where it is in it."""
    kept_out = (
        ("danger", facts.danger != "no"),
        ("attention", facts.attention),
        ("not-identified", facts.unidentified),
        ("open-case", facts.open_case),
        ("repeats", facts.repeats),
        ("elsewhere", facts.elsewhere),
        ("not-seen", facts.ever > 0 and not facts.looked),
        ("kind", _other(facts.kind, klass.kinds)),
        ("channel", _other(facts.channel, klass.channels)),
        ("source", _other(facts.source, klass.sources)),
        ("grade", _other(facts.grade.strip(), klass.grades)),
        ("children", facts.children and klass.children == "none"),
        ("quiet", facts.before.get(klass.quiet, facts.ever) > 0),
    )
    return tuple(code for code, found in kept_out if found)


def _other(value: str, wanted: frozenset[str]) -> bool:
    return bool(wanted) and value.casefold() not in wanted


def may_be_child(said: Mapping[str, Any], role: str, today: date) -> bool:
    """Whether somebody is, or may be, under 18. An age that is not two or three digits and nothing else proves nothing."""
    if said.get("expected"):
        return True
    born = as_date(said.get("born"))
    if born is not None:
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < ADULT
    year = (said.get("born") or {}).get("year")
    if year:
        return today.year - int(year) <= ADULT
    age = str(said.get("age", "")).strip()
    if age:
        return _YEARS.fullmatch(age) is None or int(age) < ADULT
    return role not in GROWN_UP


def anybody_a_child(people: Iterable[tuple[str, Mapping[str, Any]]], today: date) -> bool:
    """Whether any of these (role, what was said) is or may be under 18; of nobody at all nothing is known, and they may."""
    found = list(people)
    return not found or any(may_be_child(said, role, today) for role, said in found)

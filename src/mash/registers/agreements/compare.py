"""What differs between two texts of an agreement, as somebody reads it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from mash.registers.agreements.documents import Parts

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a part that both texts have; lists are compared without regard to their order."""

    field: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that one text has and the other has not, or has otherwise.

    `part` is `head`, `term`, `agency` or `clause`, and `name` which of them: a field, a term, a key or a number.
    """

    part: str
    name: str
    what: What
    changes: tuple[Change, ...] = ()


def differences(before: Parts | None, after: Parts) -> Iterator[Difference]:
    """All of them in the order of the text: head, terms, agencies, clauses by their number."""
    if before is None:
        before = Parts({}, {}, (), ())
    yield from _each("head", before.head, after.head)
    yield from _each("term", before.terms, after.terms)
    yield from _each("agency", dict.fromkeys(before.agencies, True), dict.fromkeys(after.agencies, True))
    was = {str(one["number"]): one for one in before.clauses}
    now = {str(one["number"]): one for one in after.clauses}
    for number in [*now, *(one for one in was if one not in now)]:
        if number not in was:
            yield Difference("clause", number, "added")
        elif number not in now:
            yield Difference("clause", number, "removed")
        else:
            changes = tuple(_changes(was[number], now[number]))
            if changes:
                yield Difference("clause", number, "changed", changes)


def _each(part: str, was: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    for name in [*now, *(one for one in was if one not in now)]:
        if name not in was:
            yield Difference(part, name, "added", (Change(name, None, now[name]),))
        elif name not in now:
            yield Difference(part, name, "removed", (Change(name, was[name], None),))
        elif was[name] != now[name]:
            yield Difference(part, name, "changed", (Change(name, was[name], now[name]),))


def _changes(was: dict[str, Any], now: dict[str, Any]) -> Iterator[Change]:
    for name, value in now.items():
        one, other = was.get(name), value
        if isinstance(one, list) and isinstance(other, list):
            one, other = sorted(one), sorted(other)
        if one != other:
            yield Change(name, one, other)

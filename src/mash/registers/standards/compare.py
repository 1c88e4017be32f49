"""What differs between two versions of a standard, part by part. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mash.registers.standards.rules import Deciders, Minimum, Quorum, Standard, Timing

type Line = Timing | Minimum | Deciders | Quorum
PARTS = ("timescale", "minimum", "decision_role", "quorum")


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that is new (`was` is None), gone (`now` is None) or changed. `key` are the values that name the line."""

    part: str
    key: tuple[str, ...]
    was: Line | None
    now: Line | None

    @property
    def what(self) -> Literal["new", "gone", "changed"]:
        if self.was is None:
            return "new"
        return "gone" if self.now is None else "changed"


def lines_of(standard: Standard, part: str) -> Mapping[tuple[str, ...], Line]:
    """The lines of a part by the values that name each, in the standard's order."""
    if part == "timescale":
        return {tuple(map(str, key)): one for key, one in standard.timings.items()}
    if part == "minimum":
        return {(str(one.of), one.code): one for one in standard.minimums}
    rows = standard.deciders if part == "decision_role" else standard.quorums
    return {(key,): one for key, one in rows.items()}


def differences(was: Standard, now: Standard) -> list[Difference]:
    """What `now` says otherwise than `was`: what changed and what is new in its order, then what is gone."""
    return [one for part in PARTS for one in _differences(part, lines_of(was, part), lines_of(now, part))]


def _differences(
    part: str, was: Mapping[tuple[str, ...], Line], now: Mapping[tuple[str, ...], Line]
) -> Iterator[Difference]:
    for key in [*now, *(one for one in was if one not in now)]:
        if was.get(key) != now.get(key):
            yield Difference(part, key, was.get(key), now.get(key))

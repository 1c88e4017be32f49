"""What a standard asks of the floor above it, without knowing it: how the work of a period went, to try a draft on.

Whoever keeps cases puts a `History` here when the project starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Ran:
    """One step of one case: at which rating, what could have started its clock (by StartsFrom), and when it was done."""

    step: str
    rating: str
    began: Mapping[str, datetime]
    stopped: datetime | None


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, at which rating, and what was there of what a standard may ask, counted by code."""

    rating: str
    present: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Tried:
    """One case as its worker left it. `calendar` is the key of its desk's; nothing in it names anybody."""

    calendar: str
    steps: Sequence[Ran] = ()
    decisions: Sequence[Decided] = field(default=())


class History(Protocol):
    """The cases of a hub and a population that arrived in a period, as the actor sees them, in a fixed number of queries."""

    def __call__(self, *, hub: str, population: str, since: datetime, until: datetime) -> Sequence[Tried]: ...


histories: list[History] = []


def history(*, hub: str, population: str, since: datetime, until: datetime) -> list[Tried]:
    """What every floor above that keeps cases tells of the period."""
    return [
        one for told in histories for one in told(hub=hub, population=population, since=since, until=until)
    ]

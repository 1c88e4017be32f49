"""What clusters ask of others, without knowing them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mash.foundation.kernel import Ref
from mash.registers.people.models import Person, Record


class Scorer(Protocol):
    """Whatever compares a record with the live ones."""

    def __call__(self, record: Record) -> Iterable[tuple[int, float, float]]:
        """Other records by number, each with its weight in bits and its calibrated probability."""
        ...


@dataclass(frozen=True, slots=True)
class Hanging:
    """Something that hangs on a person: a case, a disclosure, an alert.

    `person` and `record` are row numbers; `record` is the one by which it came, where it came by one; `ref` names it in
    addresses and the ledger; `open` says that somebody works on it.
    """

    ref: Ref
    title: str
    person: int
    since: datetime
    record: int | None = None
    open: bool = False


# Each is asked as the actor of the transaction and answers what that actor may see, one query however many persons.
hanging_on: list[Callable[[Sequence[Person]], Iterable[Hanging]]] = []
has_open_case: list[Callable[[Sequence[Person]], bool]] = []
hubs_of: list[Callable[[Sequence[Person]], Mapping[int, Collection[str]]]] = []
"""The hubs in whose cases these persons are, by the person's number."""

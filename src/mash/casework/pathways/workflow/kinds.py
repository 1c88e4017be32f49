"""What a kind of pathway is made of, as data: states, steps, what each step asks, and the clocks that it moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.functional import Promise

from mash.foundation.kernel.workflow import Edge

type Words = str | Promise
Type = Literal["text", "line", "choice", "date", "moment", "number", "meeting"]
Reserved = Literal["", "social-worker", "authority"]
WORK: Final = "pathways:pathway:work"
DECIDE: Final = "cases:decision:make"
# Which route of a decision the law's floor in `cases.rules` is asked about.
ROUTE_OF: Final[Mapping[str, str]] = {"social-worker": "s47", "authority": "s42-enquiry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that a step asks. `missing` is the guard's sentence where it is left out.

    `codes` is the code list of a choice. `when` asks it only where another answer is one of these.
    """

    name: str
    label: Words
    type: Type = "text"
    codes: str = ""
    missing: Words = ""
    when: tuple[str, tuple[str, ...]] = ("", ())

    @property
    def required(self) -> bool:
        return bool(self.missing)

    def asked(self, said: Mapping[str, object]) -> bool:
        """Whether it is asked, given the other answers."""
        name, values = self.when
        return not name or said.get(name) in values


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A clock that a step starts: counted `since` a moment that the step asks, or from the step; or `due` on a day agreed.

    `when` starts it only where an answer is one of these.
    """

    clock: str
    since: str = ""
    due: str = ""
    when: tuple[str, tuple[str, ...]] = ("", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step that may be taken from each of `sources` to `target`.

    `reserved` is what the law keeps for some; `waits_for_others` that everybody near was considered first; `second_person`
    that whoever took the step before may not take this one; `outcome` which of its answers is the pathway's outcome.
    """

    verb: str
    title: Words
    sources: tuple[str, ...]
    target: str
    asks: tuple[Ask, ...] = ()
    starts: tuple[Start, ...] = ()
    stops: tuple[str, ...] = ()
    reserved: Reserved = ""
    waits_for_others: bool = False
    second_person: bool = False
    outcome: str = ""

    @property
    def permission(self) -> str:
        return DECIDE if self.reserved else WORK

    @property
    def guards(self) -> list[str]:
        said: list[str] = [self.reserved] if self.reserved else []
        said += ["others-considered"] if self.waits_for_others else []
        said += ["second-person"] if self.second_person else []
        return said + [f"{one.name}-said" for one in self.asks if one.required]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of pathway. The first of `states` is where it begins, `ends` are those in which it has ended.

    `routes` are the decided routes that mean it; `closes_from` the open states in which a case may be closed, None where
    any may.
    """

    key: str
    title: Words
    populations: tuple[str, ...]
    states: Mapping[str, Words]
    ends: tuple[str, ...]
    moves: tuple[Move, ...]
    routes: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    closes_from: tuple[str, ...] | None = None

    @property
    def first(self) -> str:
        return next(iter(self.states))

    def move(self, verb: str, state: str) -> Move | None:
        """The move of that name from this state."""
        return next((one for one in self.moves if one.verb == verb and state in one.sources), None)

    def next_from(self, state: str) -> list[Move]:
        return [one for one in self.moves if state in one.sources]

    def edges(self) -> tuple[Edge, ...]:
        """Each move from each of its states, as any workflow says it."""
        return tuple(
            Edge(
                one.verb,
                source,
                one.target,
                one.permission,
                ", ".join(one.guards),
                tuple(each.clock for each in one.starts),
                one.stops,
            )
            for one in self.moves
            for source in one.sources
        )

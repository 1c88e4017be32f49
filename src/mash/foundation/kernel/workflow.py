"""Workflow as data: an edge is a verb that takes a thing from one state to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mash.foundation.kernel.result import ALLOWED, Refused, Verdict


@dataclass(frozen=True, slots=True)
class Edge:
    """`verb` takes a record from `source` to `target`; the doer needs `permission`.

    `guard` names the rule that must also allow it; `starts` and `stops` name the clocks it moves.
    """

    verb: str
    source: str
    target: str
    permission: str
    guard: str = ""
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


def step(edges: Iterable[Edge], verb: str, state: str) -> Edge | None:
    """The edge that `verb` follows from `state`, or None where the table has none."""
    return next((edge for edge in edges if edge.verb == verb and edge.source == state), None)


def may_step(edges: Iterable[Edge], verb: str, state: str, *, sentence: str) -> Verdict:
    return ALLOWED if step(edges, verb, state) else Refused("workflow:no-such-step", sentence)

"""The kinds of pathways, by their keys. The diagrams in docs/reference are made from this table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mash.casework.pathways.workflow.adults import S42
from mash.casework.pathways.workflow.children import EARLY_HELP, S17, S47
from mash.casework.pathways.workflow.kinds import Ask, Kind, Move, Start

__all__ = ["KINDS", "Ask", "Kind", "Move", "Start", "kind_for_route"]

KINDS: Final[Mapping[str, Kind]] = {one.key: one for one in (EARLY_HELP, S17, S47, S42)}


def kind_for_route(route: str) -> Kind | None:
    """The kind of pathway that a decided route means; None where it means none."""
    return next((one for one in KINDS.values() if route in one.routes), None)

"""Times that a hub keeps as codes of a list: `amount` in `unit` (a clocks.Unit), on a desk's calendar."""

from __future__ import annotations

from datetime import datetime

from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.clocks.rules import due as due_after
from mash.registers.standards.queries import codes
from mash.registers.standards.rules import Code


def code_of(list_key: str, *wanted: str, at: datetime) -> Code | None:
    """The first of these codes that is in force then; None where the hub has none of them."""
    held = {one.code: one for one in codes(list_key, at=at)}
    return next((held[one] for one in wanted if one in held), None)


def due_by(list_key: str, *wanted: str, desk: str, started: datetime) -> datetime | None:
    """When a step is due that began then: the first of these codes that is in force. None where the hub sets no time.

    `desk` is the key of the desk whose calendar counts.
    """
    found = code_of(list_key, *wanted, at=started)
    if found is None:
        return None
    length = Timescale(int(str(found.attributes["amount"])), Unit(str(found.attributes["unit"])))
    return due_after(calendar_for(desk, at=started), started, length)


def times_of(list_key: str, code: str, *, at: datetime) -> int:
    """How often a step is repeated at most: its attribute `times`, once where it has none, never where there is no step."""
    found = code_of(list_key, code, at=at)
    return int(str(found.attributes.get("times", 1))) if found else 0

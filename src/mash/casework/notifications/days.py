"""Where a day of a source stands: what was expected, what came, and who signed it off. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONDON: Final = ZoneInfo("Europe/London")
_SATURDAY: Final = 5
State = Literal[
    "not-expected",
    "waited-for",
    "missing",
    "open",
    "changed",
    "force-signed",
    "hub-signed",
    "difference",
    "signed",
]
STATES: Final[dict[str, Promise]] = {
    "not-expected": _("Nothing expected"),
    "waited-for": _("Waited for"),
    "missing": _("Missing: nothing came"),
    "open": _("Not signed off"),
    "changed": _("Changed since it was signed off"),
    "force-signed": _("Signed off by the force; the hub has not"),
    "hub-signed": _("Signed off by the hub; the force has not"),
    "difference": _("A difference is recorded"),
    "signed": _("Signed off by both"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a side signs: how many were sent, received, sent before, rejected and waiting, and how many the force declares.

    `failed` files could not be read to their end, `unread` ones not yet: one that comes after a day was signed shows.
    """

    sent: int
    received: int
    duplicates: int
    rejected: int
    waiting: int
    declared: int | None
    failed: int = 0
    unread: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Signed:
    """The latest word of a side: whether it agrees, and to which figures."""

    side: str
    agrees: bool
    figures: dict[str, Any]


def is_expected(expects: str, day: date) -> bool:
    """Whether something must come on that day; `expects` is of models.Terms.EXPECTS."""
    return expects == "every-day" or (expects == "working-days" and day.weekday() < _SATURDAY)


def state_of(
    *,
    expects: str,
    expected_by: time | None,
    day: date,
    now: datetime,
    batches: int,
    figures: Figures,
    signed: Sequence[Signed],
) -> State:
    """Where the day stands at `now`. A day on which nothing came is signed off like any other, where both say so."""
    said = list({one.side: one for one in signed}.values())
    if said:
        return _signed(said, figures)
    if batches or figures.declared:
        return "open"
    if not is_expected(expects, day):
        return "not-expected"
    due = datetime.combine(day, expected_by or time(23, 59), LONDON)
    return "missing" if now >= due else "waited-for"


def _signed(said: Sequence[Signed], figures: Figures) -> State:
    if any(one.figures != figures.as_json() for one in said):
        return "changed"
    if any(not one.agrees for one in said):
        return "difference"
    if len(said) > 1:
        return "signed"
    return "force-signed" if said[0].side == "force" else "hub-signed"

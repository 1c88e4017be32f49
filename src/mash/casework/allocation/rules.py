"""In which order people are proposed for a case, and what giving it asks for. Pure.

The order explains and decides nothing: whoever gives the case may pass anybody over, and says why.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

POSTCODE: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
LAST: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person who may have a case at the hub, and what speaks for and against giving them this one.

    `close` is somebody who can never have it. `held` is what they hold of what the case asks for, each with its last day; `missing` is what the case asks for and they do not hold; `former` the
    reference of an earlier case of these people that was theirs, as far as the reader sees it. `weight` is their load. `apart` says who wishes for somebody else: `family` or `worker`.
    """

    user: int
    name: str
    role: str = ""
    close: bool = False
    away_until: date | None = None
    declined: str = ""
    held: tuple[tuple[str, date | None], ...] = ()
    missing: tuple[str, ...] = ()
    apart: str = ""
    former: str = ""
    former_until: date | None = None
    duty: str = ""
    duty_until: datetime | None = None
    open: int = 0
    red: int = 0
    late: int = 0
    weight: int = 0
    own_desk: bool = True
    has_it: bool = field(default=False, compare=False)

    @property
    def on_duty(self) -> bool:
        return self.duty_until is not None


def rank(candidates: Iterable[Candidate], *, urgent: bool) -> list[Candidate]:
    """Who is proposed, the first first: nobody who can never have it.

    Who is away comes last, before them who declined it or of whom somebody wishes that another has it. Then, in this order: who is on duty, where the case is urgent; who holds
    more of what it asks for; who knows the family; who works at its desk; who is on duty; who has less to do; and by name.
    """

    def key(one: Candidate) -> tuple[object, ...]:
        return (
            one.away_until is not None,
            bool(one.declined or one.apart),
            urgent and not one.on_duty,
            len(one.missing),
            not one.former,
            not one.own_desk,
            not one.on_duty,
            one.weight,
            one.late,
            one.name,
            one.user,
        )

    return sorted((one for one in candidates if not one.close), key=key)


def place_of(ranked: list[Candidate], user: int) -> int:
    """Where somebody stands in the list, from 1; 0 where they are not in it."""
    return next((number for number, one in enumerate(ranked, 1) if one.user == user), 0)


def may_give(
    *,
    closed: bool,
    place: int,
    moved: bool,
    reason: str,
    words: str,
    known: Collection[str],
    in_words: Collection[str],
) -> Verdict:
    """Giving a case to another than the first, or from one to another (`moved`), asks for a reason of the list."""
    if closed:
        return Refused("allocation:case:closed", _("The case is closed."))
    if not place:
        return Refused("allocation:case:not-here", _("This person cannot have the case. Choose another."))
    if not reason and (moved or place > 1):
        return Refused(
            "allocation:giving:why",
            _("Choose why it goes from one to another")
            if moved
            else _("Choose why it is not the first in the list"),
        )
    return _because(reason, words, known=known, in_words=in_words)


def may_wish(whose: str, words: str, *, known: Collection[str]) -> Verdict:
    """A wish for somebody else says whose it is, and why."""
    if whose not in known:
        return Refused("allocation:wish:whose", _("Choose whose wish it is"))
    if not words.strip():
        return Refused("allocation:wish:words", _("Say why"))
    return ALLOWED


def postcode_of(typed: str) -> str:
    """A postcode in capitals without spaces; "" where it cannot be one."""
    found = "".join(typed.split()).upper()
    return found if POSTCODE.fullmatch(found) else ""


def may_decline(reason: str, words: str, *, known: Collection[str], in_words: Collection[str]) -> Verdict:
    if not reason:
        return Refused("allocation:offer:why", _("Choose why you decline it"))
    return _because(reason, words, known=known, in_words=in_words)


def _because(reason: str, words: str, *, known: Collection[str], in_words: Collection[str]) -> Verdict:
    if reason and reason not in known:
        return Refused("allocation:giving:why", _("Choose a reason from the list"))
    if reason in in_words and not words.strip():
        return Refused("allocation:giving:words", _("Say the reason in words"))
    return ALLOWED


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that nobody has: how urgent (see cases.rules.urgency), when due, and what of it the asker does not hold."""

    case: int
    urgency: int
    due_at: datetime | None
    missing: int


def next_for(waiting: Iterable[Waiting]) -> list[Waiting]:
    """In which order somebody takes cases: the most urgent first; of those, what they can do; then what is due first."""
    return sorted(
        waiting,
        key=lambda one: (one.urgency, one.missing, one.due_at or LAST, one.case),
    )

"""What may be marked, sent elsewhere and written of an hour. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.oversight.demand.rules.hours import Span

AHEAD: Final = 35
"""So many days ahead who is on duty can be written."""
BEHIND: Final = 31
"""So many days back a sheet can still be written."""
LOOKED_BACK: Final = 366
"""The longest time that is looked back on, in days."""
MOST_STAFF: Final = 500
MOST_CALLS: Final = 10_000


def may_mark(kind: str, *, kinds: Collection[str], ended: bool) -> Verdict:
    """Whether a thing may be marked so; a call once it has ended."""
    if kind not in kinds:
        return Refused("demand:mark:kind", _("Choose what would have spared it."))
    if not ended:
        return Refused("demand:mark:goes-on", _("This call goes on. Say it when the call has ended."))
    return ALLOWED


def must_be_taken(*, danger_now: str, child: bool) -> bool:
    """Whether a contact that belongs elsewhere is passed on by the hub itself, to somebody who takes it.

    The sender is never only told to try again where somebody is, or may be, in danger, or where a child is in it.
    """
    return danger_now != "no" or child


def may_send_elsewhere(
    *,
    elsewhere: str,
    named: bool,
    elsewhere_words: str,
    passed_on: bool,
    taken_by: str,
    words: str,
    withheld: str,
    taken: bool,
    reached: bool,
) -> Verdict:
    """Whether it is said where a contact belongs, who took it and what its sender is told.

    `named` is that the place is named in words; `taken` that it must be passed on (see must_be_taken); `reached` that its
    sender reads what they are told. Where they do not, somebody takes it: nothing ends between two places.
    """
    if not elsewhere:
        return Refused("demand:elsewhere:where", _("Choose where it belongs."))
    if named and not elsewhere_words.strip():
        return Refused("demand:elsewhere:words", _("Say where it belongs."))
    why = not_only_told() if taken else "" if reached else nobody_told()
    if why and not passed_on:
        return Refused("demand:elsewhere:not-passed-on", why)
    if passed_on and not taken_by.strip():
        return Refused(
            "demand:elsewhere:taken-by", _("Say who took it: their name or post, and where they work.")
        )
    if not words.strip() and not withheld.strip():
        return Refused("demand:elsewhere:told", _("Write what the sender is told, or why nobody is told."))
    return ALLOWED


def not_only_told() -> str:
    return _(
        "Somebody is or may be in danger, or a child is in it. Pass it on yourself and say who took it: "
        "the sender is not only told to try elsewhere."
    )


def nobody_told() -> str:
    return _("The sender does not read where to send it. Pass it on yourself and say who took it.")


def must_answer_anew(
    *, told: datetime | None, sent: datetime, back: datetime | None, decided: datetime | None
) -> bool:
    """Whether a sender who was told at `sent` that it belongs elsewhere is owed another answer than the last, of `told`.

    `back` is when that was taken back, `decided` when something was last decided that begins at the hub.
    """
    since = max((one for one in (back, decided) if one is not None and one > sent), default=None)
    return since is not None and (told is None or told < since)


def answer_anew() -> Refused:
    return Refused(
        "demand:elsewhere:answer",
        _("A sender was told that it belongs elsewhere, and it did not: answer them again first."),
    )


def recorded_already() -> Refused:
    return Refused(
        "demand:elsewhere:recorded",
        _(
            "It is recorded already where this belongs. Look at that first; if it is wrong, record what the contact is, "
            "and then where it belongs."
        ),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of one hour. None is that nothing is said, which is not 0."""

    staff: int | None = None
    offered: int | None = None
    answered: int | None = None

    @property
    def empty(self) -> bool:
        return self == Figures()

    def __str__(self) -> str:
        """As a page carries it along and as the ledger keeps it, such as `4::` or `4:12:11`."""
        return ":".join("" if one is None else str(one) for one in (self.staff, self.offered, self.answered))

    @classmethod
    def read(cls, text: str) -> Figures:
        """What `str` wrote; nothing at all where it was tampered with."""
        parts = text.split(":")
        if len(parts) != 3 or not all(
            one == "" or (one.isascii() and one.isdigit() and len(one) < 6) for one in parts
        ):
            return cls()
        return cls(*(int(one) if one else None for one in parts))


NOTHING: Final = Figures()


def may_write(day: date, *, today: date) -> Verdict:
    """Whether the sheet of a day can be written today."""
    if day > today + timedelta(days=AHEAD):
        words = ngettext(
            "A sheet is written up to %(n)d day ahead.", "A sheet is written up to %(n)d days ahead.", AHEAD
        )
        return Refused("demand:sheet:too-far", words % {"n": AHEAD})
    if day < today - timedelta(days=BEHIND):
        words = ngettext(
            "A sheet is written up to %(n)d day back.", "A sheet is written up to %(n)d days back.", BEHIND
        )
        return Refused("demand:sheet:too-old", words % {"n": BEHIND})
    return ALLOWED


def wrong(
    said: Figures, span: Span, *, at: datetime, switch: bool, before: Figures = NOTHING
) -> tuple[str, str] | None:
    """What is wrong with an hour as the name of its input and a sentence.

    `switch`: its calls are known from a switch, and what was entered `before` of them stays as it is.
    """
    if said.staff is not None and said.staff > MOST_STAFF:
        return "staff", _("Enter a number of people up to %(most)d.") % {"most": MOST_STAFF}
    calls = said.offered, said.answered
    if calls == (None, None) or (switch and calls == (before.offered, before.answered)):
        return None
    if switch:
        return "offered", _("The telephone switch says what came in this day. Leave it empty.")
    if span.start > at:
        return "offered", _("This hour is still to come: calls are entered afterwards.")
    return _wrong_calls(said.offered, said.answered)


def _wrong_calls(offered: int | None, answered: int | None) -> tuple[str, str] | None:
    if offered is None:
        return "offered", _("Enter how many calls were offered, or leave both empty.")
    if offered > MOST_CALLS:
        return "offered", _("Enter a number of calls up to %(most)d.") % {"most": MOST_CALLS}
    if answered is None:
        return "answered", _("Enter how many of them were answered, or leave both empty.")
    if answered > offered:
        return "answered", _("No more calls can be answered than were offered.")
    return None


def merged(
    said: Mapping[int, Figures], seen: Mapping[int, Figures], held: Mapping[int, Figures]
) -> tuple[dict[int, Figures], list[int]]:
    """The hours to be written, and those in which two people wrote different things at once.

    `said` is what was typed, `seen` what the page had shown, `held` what stands now. What was not touched stays as it stands.
    """
    changes: dict[int, Figures] = {}
    clashes: list[int] = []
    for hour, mine in said.items():
        now, before = held.get(hour, NOTHING), seen.get(hour, NOTHING)
        if mine in {now, before}:
            continue
        if now != before:
            clashes.append(hour)
        else:
            changes[hour] = mine
    return changes, clashes


def changed() -> str:
    return _(
        "Somebody else has written some of these hours meanwhile. Yours are kept below, and nothing is saved: "
        "look at theirs, and save again."
    )


def other_hub() -> str:
    return _("This desk is at another hub.")


def no_hour() -> str:
    return _("The clocks go forward: this day does not have that hour.")

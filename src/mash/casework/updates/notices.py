"""What each kind of notice asks, and what may be done with one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

ENQUIRY: Final = "s47-elsewhere"
MOVED: Final = "plan-moved"
FOR_GOOD: Final = "permanent"
CATEGORIES: Final[Mapping[str, str]] = {
    "placed-child": "notice-legal-status",
    MOVED: "notice-move",
    "missing": "notice-missing",
}
"""The code list from which the category of a kind is; the others have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One notice as it was told. `kind`, `team` and `category` are codes; `basis` is why, or what happened."""

    kind: str
    sender: str
    since: date
    basis: str
    sender_name: str = ""
    sender_phone: str = ""
    sender_email: str = ""
    team: str = ""
    category: str = ""
    until: date | None = None
    discussed_with: str = ""
    review_on: date | None = None


def may_record(said: Said, *, kinds: Mapping[str, str], categories: frozenset[str], on: date) -> Verdict:
    """Whether it says what its kind asks. `kinds` and `categories` are the codes in force, `on` is today."""
    no = (
        (said.kind not in kinds, "kind", _("Choose what kind of notice it is.")),
        (not said.sender.strip(), "sender", _("Say which authority or team tells it.")),
        (
            not (said.sender_phone.strip() or said.sender_email.strip()),
            "reach",
            _("Say how whoever tells it is reached."),
        ),
        (said.since > on, "since", _("It cannot have begun in the future.")),
        (
            said.until is not None and said.until < said.since,
            "until",
            _("It cannot end before it began."),
        ),
        (not said.basis.strip(), "basis", _("Say why, or what happened.")),
        (
            said.kind in CATEGORIES and said.category not in categories,
            "category",
            _("Choose which of these it is."),
        ),
        (said.kind == ENQUIRY and not said.team, "team", _("Say which team began the enquiry.")),
        (
            said.kind == ENQUIRY and not said.sender_name.strip(),
            "worker",
            _("Say who the social worker is."),
        ),
    )
    return next((Refused(f"updates:notice:{code}", text) for found, code, text in no if found), ALLOWED)


def acts(said: Said) -> bool:
    """Whether something is due beyond the acknowledgement: a conference of the area where a child has moved for good."""
    return said.kind == MOVED and said.category == FOR_GOOD


def ended() -> Refused:
    return Refused("updates:notice:ended", _("It has ended already."))


def may_acknowledge(*, acknowledged: bool, how: str) -> Verdict:
    if acknowledged:
        return Refused("updates:notice:acknowledged", _("It is acknowledged already."))
    if not how.strip():
        return Refused("updates:notice:how", _("Say whom you told, and how."))
    return ALLOWED


def may_note(*, danger: str, rating: str, reason: str) -> Verdict:
    """Whether the case that a notice made may ask for no decision. `danger` is what the contact says of danger now."""
    if danger != "no" or rating == "red":
        return Refused(
            "updates:notice:decide",
            _("Somebody may be in danger, or the case is rated red: it is decided on its own."),
        )
    if not reason.strip():
        return Refused("updates:notice:reason", _("Say why nothing else is to be decided."))
    return ALLOWED


def may_end(*, ended_on: date | None, since: date, on: date, why: str, today: date) -> Verdict:
    """Whether it may be recorded that it ended then."""
    if ended_on is not None:
        return ended()
    if on < since or on > today:
        return Refused("updates:notice:end", _("The day lies between its beginning and today."))
    if not why.strip():
        return Refused("updates:notice:why", _("Say how it ended, or where they are now."))
    return ALLOWED


@dataclass(frozen=True, slots=True)
class Stand:
    """What waits for somebody on a notice at a time."""

    ended_on: date | None
    acknowledged: bool
    acknowledge_by: datetime | None
    act_by: datetime | None
    acted: bool
    review_on: date | None
    until: date | None


def waits(one: Stand, *, at: datetime, today: date) -> tuple[str, ...]:
    """What waits, the first thing first: `acknowledge`, `act`, `review`, `over`; with "!" where it is late."""
    found = []
    if not one.acknowledged:
        late = one.acknowledge_by is not None and one.acknowledge_by < at
        found.append("acknowledge!" if late else "acknowledge")
    if one.ended_on is None:
        if one.act_by is not None and not one.acted:
            found.append("act!" if one.act_by < at else "act")
        if one.review_on is not None and one.review_on <= today:
            found.append("review!")
        if one.until is not None and one.until < today:
            found.append("over!")
    return tuple(found)

"""What is an update, who is to read it by when, and what counts as a re-referral. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict

WHY: Final = ("person", "described", "incident", "thread", "reference", "candidate", "chosen")
"""What suggests an update, the surest first: somebody in both, somebody described alike, one incident, an answer in a thread of
mail, our reference in its words, somebody who may be in both, or that the screener named the case."""
RISKS: Final = ("danger", "red", "amber", "green")
OPEN_TO_IT: Final = frozenset({"new", "rated"})
"""States of the contact's own case in which it may become an update: nobody has been asked and nothing decided on it."""
READERS: Final[dict[str, frozenset[str]]] = {
    "manager": frozenset({"manager"}),
    "hub": frozenset({"manager", "screener", "decider"}),
}
LAST_STEP: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The contact's own case and the open one, as they stand. `hub` and `other_hub` are numbers."""

    state: str
    other_state: str
    other_open: bool
    same: bool
    hub: int
    other_hub: int
    danger: bool


def may_recognise(given: Given, *, risk: str, reason: str) -> Verdict:
    """Whether a contact may be accepted as an update of this case now."""
    no = (
        (given.same, "itself", _("This is the case of the contact itself. Choose another.")),
        (
            not given.other_open or given.other_state == "noted" or given.hub != given.other_hub,
            "not-open",
            _("There is no open case with this reference."),
        ),
        (
            given.state not in OPEN_TO_IT,
            "under-way",
            _(
                "Agencies were asked or something was decided on this contact already: it stays a case of its own."
            ),
        ),
        (risk not in RISKS, "risk", _("Choose how urgent it is.")),
        (
            given.danger and risk != "danger",
            "danger",
            _("Whoever sent it says that somebody is in danger now: it is sent on as that."),
        ),
        (not reason.strip(), "reason", _("Say why it is an update, or a new concern.")),
    )
    return next(
        (Refused(f"updates:update:{code}", sentence) for found, code, sentence in no if found), ALLOWED
    )


def changed() -> Refused:
    return Refused(
        "updates:update:changed",
        _(
            "Somebody else has changed this meanwhile. Read what is here now; what you typed is still in the form."
        ),
    )


def undone() -> Refused:
    return Refused("updates:update:undone", _("It is no update any more: somebody has undone it."))


def no_reason() -> Refused:
    return Refused("updates:update:reason", _("Say why it is an update, or a new concern."))


def unread() -> Refused:
    return Refused(
        "updates:update:unread",
        _("An update that came on this case is not read yet by everybody who is to read it."),
    )


def may_undo(*, state: str, reason: str) -> Verdict:
    if state != "accepted":
        return undone()
    return ALLOWED if reason.strip() else no_reason()


@dataclass(frozen=True, slots=True)
class Slot:
    """One reading that is waited for, or was given: see models.Receipt."""

    whom: str
    user: int | None
    read: bool
    ended: bool = False


def is_for(slot: Slot, *, user: int | None, role: str) -> bool:
    """Whether this reading is this person's to give."""
    if slot.whom == "worker":
        return slot.user is not None and slot.user == user
    return role in READERS[slot.whom]


def may_read(slots: Sequence[Slot], *, state: str, user: int | None, role: str) -> Verdict:
    """Whether somebody may say that they have read it: where a reading that is theirs is still waited for."""
    if state != "accepted":
        return undone()
    mine = [one for one in slots if not one.ended and is_for(one, user=user, role=role)]
    if not mine:
        return Refused("updates:receipt:not-yours", _("Nobody waits for you to read this."))
    if all(one.read for one in mine):
        return Refused("updates:receipt:read-already", _("Somebody has read it already: see below who."))
    return ALLOWED


@dataclass(frozen=True, slots=True)
class Came:
    """One contact of one person, for counting. `kind` is what it was last classified as, or was offered as.

    `update` says that it stands accepted as an update of an open case, `notice` that it told of a notice from another area
    or of an enquiry begun elsewhere.
    """

    person: int
    contact: str
    received_at: datetime
    kind: str
    update: bool = False
    notice: bool = False

    @property
    def is_referral(self) -> bool:
        """Whether it counts as a referral at all."""
        return self.kind in {"referral", "police-notification"} and not self.update and not self.notice


@dataclass(frozen=True, slots=True)
class ReReferral:
    """A referral within MONTHS of the referral before it of the same person."""

    person: int
    contact: str
    before: str
    received_at: datetime


MONTHS: Final = 12


def re_referrals(came: Iterable[Came]) -> list[ReReferral]:
    """The re-referrals among these contacts, in the order in which they came.

    DfE, children in need census: a referral within 12 months of the previous referral of the same person. It is counted back from
    each referral's own date. Updates of open cases and notices are no referrals, and nothing is counted from them.
    """
    last: dict[int, Came] = {}
    found = []
    for one in sorted(came, key=lambda each: (each.received_at, each.contact)):
        if not one.is_referral:
            continue
        before = last.get(one.person)
        if before is not None and within(before.received_at, one.received_at):
            found.append(ReReferral(one.person, one.contact, before.contact, one.received_at))
        last[one.person] = one
    return found


def within(before: datetime, at: datetime) -> bool:
    """Whether `at` lies within twelve months of `before`: up to the same day of the next year."""
    return at.date() <= a_year_on(before.date())


def a_year_on(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def ordered(why: Collection[str]) -> tuple[str, ...]:
    """What suggests an update, the surest first."""
    return tuple(one for one in WHY if one in why)


type Whom = Literal["worker", "manager", "hub"]

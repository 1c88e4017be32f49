"""When break-glass may be used, and when a review of it counts. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Refused, Verdict
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.standards.rules import Basis, Runs, StartsFrom, Step, Timing

TRIES: Final = 5
TRIES_IN: Final = timedelta(hours=1)
"""So many tries in that time may come to nothing; a reference is one of 2**50."""

SILENT: Final = {
    Step.BREAK_GLASS: Timing(
        Step.BREAK_GLASS, "", Timescale(240, Unit.ELAPSED_MINUTES), Runs.ALWAYS, StartsFrom.OPENING,
        Fraction(3, 4), Basis.LOCAL, "Where the standard is silent: four hours.",
    ),
    Step.REVIEW_BREAK_GLASS: Timing(
        Step.REVIEW_BREAK_GLASS, "", Timescale(1, Unit.WORKING_DAYS), Runs.DESK, StartsFrom.OPENING,
        Fraction(3, 4), Basis.LOCAL, "Where the standard is silent: one working day.",
    ),
}  # fmt: skip
"""What holds where the standard in force does not say how long break-glass lasts, or when it is reviewed."""


def may_break(*, reason_code: str, reason: str, known: Collection[str]) -> Verdict:
    """A coded reason of those in force, and one in the person's own words."""
    if reason_code not in known:
        return Refused("access:glass:no-code", _("Choose why you need the case now."))
    if not reason.strip():
        return Refused("access:glass:no-reason", _("Say why you need the case now."))
    return ALLOWED


def too_many(tries: int) -> Verdict:
    """Whether one more try is let through, after so many in the last hour that came to nothing."""
    if tries < TRIES:
        return ALLOWED
    return Refused(
        "access:glass:too-many",
        _("Too many references did not open a case. Telephone the hub that has the case, or try in an hour."),
    )


def nothing_opens() -> Refused:
    """One answer for what does not exist, and for what may not be opened by whoever asks."""
    return Refused(
        "access:glass:nothing",
        _(
            "Break-glass opens no case under this reference. Check it with whoever gave it to you. If it is right, "
            "telephone the hub that has the case."
        ),
    )


def reviewed_already() -> Refused:
    return Refused("access:glass:reviewed", _("It has been reviewed already."))


def may_review(*, verdict: str, reason: str, known: Collection[str], own: bool, reviewed: bool) -> Verdict:
    """One verdict with a reason, by somebody else than whoever used it."""
    if own:
        return Refused("access:glass:own", _("Another lead reviews what you opened yourself."))
    if reviewed:
        return reviewed_already()
    if verdict not in known:
        return Refused("access:glass:no-verdict", _("Choose what you made of it."))
    if not reason.strip():
        return Refused("access:glass:no-why", _("Say why."))
    return ALLOWED


def may_record(*, same_hub: bool) -> Verdict:
    """Of somebody else, closeness is recorded by a manager or lead of a hub where they have a seat."""
    if same_hub:
        return ALLOWED
    return Refused("access:closeness:elsewhere", _("This person has no seat at your hub."))


def may_declare(*, relation: str, known: Collection[str], whom: bool) -> Verdict:
    if not whom:
        return Refused("access:closeness:whom", _("Say whom: a name with a date of birth, or a case."))
    if relation not in known:
        return Refused("access:closeness:no-relation", _("Choose how you are related."))
    return ALLOWED


def ended_already() -> Refused:
    return Refused("access:closeness:ended", _("It has been ended already."))


def may_end(*, reason: str, own: bool, ended: bool) -> Verdict:
    """Ended once, with a reason, by somebody else than whoever is close."""
    if own:
        return Refused("access:closeness:own", _("Another lead ends what is said of you."))
    if ended:
        return ended_already()
    if not reason.strip():
        return Refused("access:closeness:no-reason", _("Say why."))
    return ALLOWED

"""What a feed needs before anyone is taken in by it, and when a file withdraws too many. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mash.foundation.kernel import ALLOWED, Refused, Verdict

MOST_GONE: Final = 0.1
"""The share of a feed's records that a file may withdraw unasked. A choice, not a measurement: people leave an agency's
lists by a few in a hundred a month, and a file cut in half withdraws half.
"""
FEW: Final = 20
"""Withdrawals that are never alarming: a feed of ten people may lose three."""
LONGEST_UNUSED: Final = 730
"""Days. A pointer that nobody needed for two years is not necessary."""


def may_record(
    *,
    scope: str,
    purpose: str,
    clause: str,
    assessment: str,
    assessed_on: date | None,
    approver: str,
    keeps: Collection[str],
    purge_days: int | None,
    today: date,
) -> Verdict:
    """Whether a feed may be agreed: a wider one needs its clause, its assessment, its pointers and its purge."""
    if not purpose.strip():
        return Refused("feeds:no-purpose", _("Say what the feed is for."))
    if scope == "hub":
        return ALLOWED
    missing = [
        words
        for there, words in (
            (clause.strip(), _("the clause that allows it")),
            (assessment.strip(), _("the reference of its impact assessment")),
            (assessed_on, _("the day of its impact assessment")),
            (approver.strip(), _("who approved the assessment")),
            (keeps, _("which fields are kept")),
            (purge_days, _("after how many days unused a pointer is purged")),
        )
        if not there
    ]
    if missing:
        return Refused(
            "feeds:not-assessed",
            _("People without an event at the hub may only be taken in with: %(what)s.")
            % {"what": "; ".join(missing)},
        )
    if assessed_on and assessed_on > today:
        return Refused("feeds:assessed-later", _("The impact assessment is dated in the future."))
    if purge_days and purge_days > LONGEST_UNUSED:
        return Refused(
            "feeds:kept-too-long",
            _("Pointers that are not used are purged after %(days)d days at the latest.")
            % {"days": LONGEST_UNUSED},
        )
    return ALLOWED


def may_withdraw(*, live: int, gone: int, unreadable: int, confirmed: bool) -> Verdict:
    """Whether a file may withdraw `gone` of a feed's `live` records without a person's confirmation.

    Rows that could not be read may be of records that look as if they were missing.
    """
    if confirmed or not gone:
        return ALLOWED
    if unreadable:
        return Refused(
            "feeds:unreadable",
            ngettext(
                "%(rows)d row could not be read, so nobody can tell whether it is of one of the %(gone)d records that "
                "seem to be missing. Correct it, or confirm that they are withdrawn.",
                "%(rows)d rows could not be read, so nobody can tell whether they are of some of the %(gone)d records "
                "that seem to be missing. Correct them, or confirm that these are withdrawn.",
                unreadable,
            )
            % {"rows": unreadable, "gone": gone},
        )
    if gone > FEW and gone > MOST_GONE * live:
        return Refused(
            "feeds:many-gone",
            _(
                "The file would withdraw %(gone)d of %(live)d records. Is it whole? Ask the agency, then confirm that "
                "they are withdrawn, or give the file up."
            )
            % {"gone": gone, "live": live},
        )
    return ALLOWED

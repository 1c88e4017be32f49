"""What can be refused about a review."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def gone() -> Refused:
    return Refused(
        "people:review:gone",
        _("This pair needs no answer any more: somebody was quicker, or a record changed."),
    )


def no_answer() -> Refused:
    return Refused("people:review:no-answer", _("Say whether they are the same person."))


def not_safe() -> Refused:
    return Refused(
        "people:review:not-safe",
        _("These do not have the same NHS number and date of birth. Look at them one by one."),
    )

"""What can be refused about joining contacts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def changed() -> Refused:
    return Refused(
        "joining:contact:changed",
        _("A colleague has changed meanwhile which contacts are joined. Look again, then send it once more."),
    )


def not_joined() -> Refused:
    return Refused("joining:contact:none", _("It is joined to no other contact any more."))


def no_reason() -> Refused:
    return Refused("joining:contact:no-reason", _("Say why."))


def no_number() -> Refused:
    return Refused(
        "joining:contact:no-number", _("They do not have the same incident number. Say why they are joined.")
    )


def too_many() -> Refused:
    return Refused("joining:contact:too-many", _("These are too many contacts to join by hand."))

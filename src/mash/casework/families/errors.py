"""What can be refused about families."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def ended_already() -> Refused:
    return Refused("families:unborn:ended", _("It is recorded already how this pregnancy ended."))


def not_expected() -> Refused:
    return Refused("families:unborn:not-expected", _("This person is not an unborn child."))


def no_reason() -> Refused:
    return Refused("families:sibling:no-reason", _("Say what you looked at and what you made of it."))


def not_near() -> Refused:
    return Refused("families:sibling:not-near", _("This child is not near the case, or is in it already."))


def unlikely_date() -> Refused:
    return Refused(
        "families:unborn:unlikely",
        _("A baby is expected within ten months. Check the expected date."),
    )

"""What can be refused about a matter."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def not_expected() -> Refused:
    return Refused("people:birth:not-expected", _("This person is not an unborn child."))


def no_birth() -> Refused:
    return Refused("people:birth:none", _("No birth of this person is recorded in this case."))

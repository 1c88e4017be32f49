"""What can be refused about a matter."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def not_expected() -> Refused:
    return Refused("people:birth:not-expected", _("This person is not an unborn child."))

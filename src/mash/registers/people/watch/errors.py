"""What can be refused about a look at the model."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def nothing_said() -> Refused:
    return Refused("people:look:nothing-said", _("Say what you made of it."))


def answered() -> Refused:
    return Refused("people:look:answered", _("A colleague has already answered this."))

"""What can go wrong with a case, apart from refusals."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def stale() -> Refused:
    return Refused(
        "cases:case:stale",
        _("A colleague has changed this case since you opened it. Both versions are below."),
    )


def read_only() -> Refused:
    return Refused(
        "cases:case:read-only",
        _("You have this case to read. It is changed by those who work on the hub’s cases."),
    )

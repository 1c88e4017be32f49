"""Refusals that several actions give."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def stale() -> Refused:
    return Refused(
        "disclosure:package:stale",
        _("A colleague has changed this package since you opened the page. Look at it again."),
    )


def own_check() -> Refused:
    return Refused("disclosure:check:own", _("Somebody else checks what you made or changed."))


def recalled() -> Refused:
    return Refused("disclosure:package:recalled", _("The hub has recalled this package."))


def address_in_message() -> Refused:
    return Refused(
        "disclosure:package:address", _("A protected address stands in your own words. Take it out of them.")
    )

"""What can be refused about asking a national register."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def off() -> Refused:
    return Refused("national:pds:off", _("This hub does not ask the NHS register."))


def too_little() -> Refused:
    return Refused(
        "national:pds:too-little",
        _(
            "The register is asked by an NHS number, or by a family name and a whole date of birth. Neither is recorded."
        ),
    )


def no_purpose() -> Refused:
    return Refused("national:pds:no-purpose", _("Say what the register is asked for."))


def not_there() -> Refused:
    return Refused(
        "national:pds:not-there", _("This answer is not kept any more, or has been accepted. Look again.")
    )

"""What can be refused when work is shared out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import Refused


def moved(name: str) -> Refused:
    """Somebody has given it to somebody else since the page was opened."""
    if name:
        return Refused(
            "allocation:case:moved",
            _("It changed since you opened the page: %(name)s has it now.") % {"name": name},
        )
    return Refused("allocation:case:moved", _("It changed since you opened the page: nobody has it now."))


def nothing() -> Refused:
    return Refused("allocation:next:nothing", _("No case waits for somebody to take it."))


def has_it(name: str) -> Refused:
    return Refused(
        "allocation:offer:has", _("%(name)s has the case: it is offered to nobody.") % {"name": name}
    )


def offered() -> Refused:
    return Refused("allocation:offer:open", _("The case is offered to somebody already."))


def cannot_be_offered() -> Refused:
    return Refused("allocation:offer:not-here", _("It cannot be offered to this person. Choose another."))


def nobody_has_it() -> Refused:
    return Refused("allocation:wish:nobody", _("Nobody has the case: there is nobody to be replaced."))


def no_postcode() -> Refused:
    return Refused("allocation:near-home:postcode", _("Enter a whole postcode, like ZZ1 4AB"))


def not_yours() -> Refused:
    return Refused("allocation:offer:not-yours", _("This is offered to somebody else."))


def over() -> Refused:
    return Refused("allocation:offer:over", _("This offer is answered or was not answered in time."))


def other_hub() -> Refused:
    return Refused("allocation:desk:other", _("This is the desk of another hub."))

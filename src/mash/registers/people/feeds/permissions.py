"""Who may do what with a feed: a role's permission, and the console for whoever runs the system there."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency

CONSOLE: Final = Actor.service("feeds")
"""Who imports at the console and on the worker's schedule. The ledger names it."""


def may_import(by: Actor, agency: Agency) -> Verdict:
    """Whether `by` may import for this agency: an agency's people for their own, a hub's for the agencies in it."""
    if by == CONSOLE:
        return ALLOWED
    allowed = may(by, "feeds:feed:import")
    if not allowed:
        return allowed
    if agency.key == by.agency if by.role == "researcher" else agency.hubs.filter(key=by.hub).exists():
        return ALLOWED
    return Refused("feeds:not-yours", _("You can import only for an agency of your own hub."))


def may_agree(by: Actor, agency: Agency) -> Verdict:
    """Whether `by` may record or end a feed of this agency."""
    if by == CONSOLE:
        return ALLOWED
    allowed = may(by, "feeds:feed:approve")
    if not allowed:
        return allowed
    if agency.hubs.filter(key=by.hub).exists():
        return ALLOWED
    return Refused("feeds:not-yours", _("You can agree feeds only of an agency of your own hub."))

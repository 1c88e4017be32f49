"""Who may do what with a force's notifications: a role's permission, and the console for whoever runs the system there."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from mash.casework.notifications.models import Source
from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency, Desk

CONSOLE: Final = Actor.service("notifications")
"""Who imports at the console, and the worker that takes in what waits. The ledger names it."""
SEND: Final = "notifications:batch:send"
RECONCILE: Final = "notifications:batch:reconcile"
PUT_RIGHT: Final = "notifications:row:put-right"
AGREE: Final = "notifications:source:agree"
SIGN: Final = "notifications:day:sign"


def may_agree(by: Actor, agency: Agency, desk: Desk) -> Verdict:
    """Whether `by` may record that this agency sends to that desk."""
    if by == CONSOLE:
        return ALLOWED
    allowed = may(by, AGREE)
    if not allowed:
        return allowed
    if desk.hub.key == by.hub and agency.hubs.filter(key=by.hub).exists():
        return ALLOWED
    return _not_yours()


def may_send(by: Actor, source: Source) -> Verdict:
    """Whether `by` may send by this source: the force's own people and machines, and the hub's for its desks."""
    if by == CONSOLE:
        return ALLOWED
    allowed = may(by, SEND)
    if not allowed:
        return allowed
    own = source.agency.key == by.agency if by.role == "researcher" else source.desk.hub.key == by.hub
    return ALLOWED if own else _not_yours()


def may_put_right(by: Actor, source: Source) -> Verdict:
    """Whether `by` may correct a rejected row: the hub's people, who see its cells."""
    allowed = may(by, PUT_RIGHT)
    if not allowed:
        return allowed
    return ALLOWED if source.desk.hub.key == by.hub else _not_yours()


def side_of(by: Actor, source: Source) -> str:
    """For whom `by` may sign a day off and declare its number: `hub`, `force`, or "" for neither."""
    if not may(by, SIGN):
        return ""
    if by.role == "researcher":
        return "force" if source.agency.key == by.agency else ""
    return "hub" if source.desk.hub.key == by.hub else ""


def _not_yours() -> Refused:
    return Refused("notifications:not-yours", _("This source belongs to another agency or hub."))

"""May this actor do that? Roles decide what a person may do; the database decides what they may see."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Refused, Verdict
from mash.registers.accounts.roles import ROLES


def may(by: Actor, permission: str) -> Verdict:
    """Whether the actor's role has the permission. Raises KeyError for a permission that no role has."""
    holders = [role for role in ROLES.values() if permission in role.permissions]
    if not holders:
        raise KeyError(permission)
    if by.kind in {"seat", "token"} and by.role in ROLES and permission in ROLES[by.role].permissions:
        return ALLOWED
    titles = ", ".join(str(role.title).lower() for role in holders)
    return Refused(
        "accounts:role:lacks", _("Your role does not do this. It is done by: %(roles)s.") % {"roles": titles}
    )


# Who may be cleared for sealed material: people who work on the hub's cases, and leads, who then read its log.
CLEARABLE = ("decider", "manager", "chair", "screener", "governance")
# A custodian is a cleared person in one of these seats: somebody who can decide what others need to know.
CUSTODIANS = frozenset({"decider", "manager"})


def may_clear(by: Actor, *, user: int, role: str, hub: str, reason: str) -> Verdict:
    """Whether `by` may clear a seat: of their own hub, of a role that works there, and never their own."""
    if by.kind != "service":
        allowed = may(by, "accounts:clearance:give")
        if not allowed:
            return allowed
        if by.hub != hub:
            return Refused("accounts:clearance:other-hub", _("This seat is at another hub."))
        if by.user == user:
            return Refused("accounts:clearance:own", _("Nobody clears themselves: another lead does it."))
    if role not in CLEARABLE:
        return Refused("accounts:clearance:role", _("A seat of this role cannot be cleared."))
    if not reason.strip():
        return Refused("accounts:clearance:no-reason", _("Say why this person needs to be cleared."))
    return ALLOWED


def is_custodian(by: Actor) -> bool:
    """Whether this is a cleared person in a seat that decides or manages."""
    return by.cleared and by.role in CUSTODIANS

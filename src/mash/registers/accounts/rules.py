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

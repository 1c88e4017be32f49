"""What every step begins with: who sits at the hub."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Hub

# Who is of a hub's team: seats of these roles there, of whichever agency.
TEAM = frozenset({"screener", "decider", "chair", "minutes", "manager", "practitioner"})


def sits(user: User, hub: Hub, *, at: datetime) -> bool:
    """Whether somebody is of the hub's team at that time."""
    held = Seat.objects.filter(user=user, hub=hub, role__in=TEAM, from_at__lte=at, user__is_active=True)
    return held.filter(Q(until_at__isnull=True) | Q(until_at__gt=at)).exists()


def about(hub: Hub, public_id: str = "") -> list[Ref]:
    return [Ref("hub", hub.key), *([Ref("team", public_id)] if public_id else [])]


def judge(
    permission: str, *, by: Actor, at: datetime, hub: Hub, user: User | None = None, ref: str = ""
) -> Refused | None:
    """The refusal, already in the ledger, of whoever may not, acts at another hub, or writes of nobody there."""
    why = may(by, permission)
    if why and by.hub != hub.key:
        why = Refused("team:hub:other", _("This is the team of another hub."))
    if why and user is not None and not sits(user, hub, at=at):
        why = Refused("team:user:not-here", _("This person does not work at the hub. Choose another."))
    return no(permission, why, by=by, at=at, hub=hub, ref=ref) if isinstance(why, Refused) else None


def no(permission: str, why: Refused, *, by: Actor, at: datetime, hub: Hub, ref: str = "") -> Refused:
    return refuse(permission, why, by=by, at=at, about=about(hub, ref))


def in_turn(hub: Hub) -> None:
    """One change of a hub's rota at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"team:{hub.key}"])

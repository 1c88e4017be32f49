"""Who of those cleared at a hub can open one matter; and what happens where nobody can."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mash.casework.matters.actions import never_sees
from mash.casework.matters.models import Grant, Matter
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import Seat
from mash.registers.accounts.queries import addresses_of_role
from mash.registers.agencies.models import Hub


def who_open(matter: int, seats: Iterable[Seat]) -> list[Seat]:
    """Of these seats of the matter's hub those that have it for good: of a restricted one, those named on it.

    Asked as the service `attention`: whoever supplies something sees neither the matter nor who is named.
    """
    with as_service("attention"):
        found = Matter.objects.filter(pk=matter).first()
        if found is None:
            return []
        named = set(
            Grant.objects.filter(matter=found, holder_kind="user", until_at__isnull=True).values_list(
                "holder_id", flat=True
            )
        )
        has = [seat for seat in seats if found.restriction == "open" or seat.user_id in named]
        return [seat for seat in has if not never_sees(seat.user_id, found)]


def tell_that_nobody_can_look(hub: Hub, *, at: datetime) -> None:
    """A message to the hub's managers and leads: it names no case, for they may not be of those who know of it."""
    for role in ("manager", "governance"):
        for address in addresses_of_role(role, at=at, hub=hub):
            queue_message(
                to=address, channel="email", template="nobody_cleared", reference="", link="/home", at=at
            )

"""Who is asking, and from which seat."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from mash.foundation.kernel import Actor
from mash.registers.accounts.models import Seat, User


def seats_of(user: User, *, at: datetime) -> QuerySet[Seat]:
    """The seats that the user holds at that time, oldest first."""
    return (
        Seat.objects.filter(user=user, from_at__lte=at)
        .filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
        .select_related("user", "hub", "desk", "agency")
        .order_by("pk")
    )


def actor_of(seat: Seat) -> Actor:
    """The actor that a seat makes; `seat` needs its user, hub, desk and agency."""
    return Actor(
        kind="seat",
        key=str(seat.pk),
        user=seat.user_id,
        name=seat.user.name,
        role=seat.role,
        hub=seat.hub.key if seat.hub else "",
        agency=seat.agency.key if seat.agency else "",
        desk=seat.desk.key if seat.desk else "",
        social_worker=bool(seat.user.social_work_registration),
    )


def actor_for(user: User, *, seat: int | None, at: datetime) -> Actor | None:
    """The actor for `seat` if the user holds it, else for their first seat, else None."""
    held = list(seats_of(user, at=at))
    chosen = next((one for one in held if one.pk == seat), held[0] if held else None)
    return actor_of(chosen) if chosen else None

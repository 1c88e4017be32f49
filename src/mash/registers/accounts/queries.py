"""Who is asking, and from which seat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet

from mash.foundation.kernel import Actor
from mash.registers.accounts.actions import digest
from mash.registers.accounts.clearances import with_clearance
from mash.registers.accounts.models import ApiToken, Seat, User
from mash.registers.agencies.models import Hub


def seats_of(user: User, *, at: datetime) -> QuerySet[Seat]:
    """The seats that the user holds at that time, oldest first; each knows whether it is `cleared`."""
    held = (
        Seat.objects.filter(user=user, from_at__lte=at)
        .filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
        .select_related("user", "hub", "desk", "agency")
        .order_by("pk")
    )
    return with_clearance(held, at=at)


def addresses_of_role(role: str, *, at: datetime, hub: Hub | None = None) -> list[str]:
    """E-mail addresses of everyone who has a seat of that role now, at that hub if one is given, each once."""
    held = Seat.objects.filter(role=role, from_at__lte=at, user__is_active=True).exclude(until_at__lte=at)
    if hub is not None:
        held = held.filter(hub=hub)
    return sorted(set(held.values_list("user__email", flat=True)))


def actor_of(seat: Seat) -> Actor:
    """The actor that a seat makes; `seat` needs its user, hub, desk and agency.

    Cleared where the seat was read `with_clearance` and is.
    """
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
        cleared=bool(getattr(seat, "cleared", False)),
    )


def place_of(seat: Seat) -> str:
    """Where the seat is, in words; "" for a seat that is nowhere. Needs its hub, desk and agency."""
    place = seat.desk or seat.hub or seat.agency
    return place.name if place else ""


def seat_for(user: User, *, seat: int | None, at: datetime) -> Seat | None:
    """`seat` if the user holds it, else their first seat, else None; with user, hub, desk and agency."""
    held = list(seats_of(user, at=at))
    return next((one for one in held if one.pk == seat), held[0] if held else None)


def actor_for(user: User, *, seat: int | None, at: datetime) -> Actor | None:
    """The actor for `seat` if the user holds it, else for their first seat, else None."""
    chosen = seat_for(user, seat=seat, at=at)
    return actor_of(chosen) if chosen else None


def actor_for_token(token: str, *, at: datetime) -> Actor | None:
    """The actor of a live API token, or None."""
    row = (
        ApiToken.objects.filter(digest=digest(token), revoked_at__isnull=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .select_related("seat__user", "seat__hub", "seat__desk", "seat__agency")
        .first()
    )
    if row is None or not row.seat.user.is_active:
        return None
    seat = actor_of(row.seat)
    return replace(seat, kind="token", key=str(row.pk))


def user_of(actor: str) -> int | None:
    """Whose seat an actor is, as the ledger writes it; None for what is no seat."""
    if not actor.startswith("seat:"):
        return None
    return Seat.objects.filter(pk=int(actor.removeprefix("seat:"))).values_list("user_id", flat=True).first()

"""Who is cleared for a hub's sealed material: given, ended, asked for."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.registers.accounts import events
from mash.registers.accounts.models import Clearance, Seat
from mash.registers.accounts.roles import ROLES
from mash.registers.accounts.rules import CLEARABLE, may, may_clear
from mash.registers.agencies.models import Hub


def running(at: datetime) -> Q:
    """Of clearances: in force at that time."""
    return Q(from_at__lte=at) & (Q(until_at__isnull=True) | Q(until_at__gt=at))


def with_clearance(seats: QuerySet[Seat], *, at: datetime) -> QuerySet[Seat]:
    """Seats that know whether they are `cleared`."""
    mine = Clearance.objects.filter(running(at), seat=OuterRef("pk"), hub=OuterRef("hub"))
    return seats.annotate(cleared=Exists(mine))


@transaction.atomic
def clear_seat(
    *, by: Actor, at: datetime, seat: Seat, reason: str, until: datetime | None = None
) -> Clearance | Refused:
    """Clear a seat for its hub's sealed material, until a time or until it is ended. One that is open stays as it is."""
    about = [Ref("user", str(seat.user_id))]
    hub = seat.hub
    allowed = may_clear(by, user=seat.user_id, role=seat.role, hub=hub.key if hub else "", reason=reason)
    if hub is None or not allowed:
        refused = allowed if isinstance(allowed, Refused) else Refused("accounts:clearance:role", "No hub.")
        return refuse("accounts:clearance:give", refused, by=by, at=at, about=about)
    standing = Clearance.objects.filter(running(at), seat=seat).first()
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            made = Clearance.objects.create(
                seat=seat,
                hub=hub,
                reason=reason[:300],
                given_by=str(by),
                given_by_name=by.name,
                from_at=at,
                until_at=until,
            )
    except IntegrityError:  # a colleague was faster: theirs stands
        return Clearance.objects.filter(seat=seat).select_related("seat").latest("from_at", "pk")
    append(
        events.CLEARED,
        by=by,
        at=at,
        about=about,
        payload={
            "user": seat.user_id,
            "seat": seat.pk,
            "until": until.isoformat() if until else None,
        },
    )
    return made


@transaction.atomic
def end_clearance(*, by: Actor, at: datetime, clearance: Clearance) -> Verdict:
    """End a clearance now; ended again it stays ended when it was."""
    seat = clearance.seat
    about = [Ref("user", str(seat.user_id))]
    allowed: Verdict = ALLOWED if by.kind == "service" else may(by, "accounts:clearance:give")
    if not allowed:
        return refuse("accounts:clearance:end", allowed, by=by, at=at, about=about)
    if Clearance.objects.filter(running(at), pk=clearance.pk).update(until_at=at, ended_by_name=by.name):
        append(
            events.CLEARANCE_ENDED,
            by=by,
            at=at,
            about=about,
            payload={"user": seat.user_id, "seat": seat.pk},
        )
    return ALLOWED


def clearances_of(hub: str) -> QuerySet[Clearance]:
    """Every clearance that the hub has given, those given last first."""
    return (
        Clearance.objects.filter(hub__key=hub)
        .select_related("seat__user", "seat__hub", "seat__desk", "seat__agency")
        .order_by("-from_at", "-pk")
    )


def may_be_cleared(hub: str, *, at: datetime) -> list[Seat]:
    """Live seats of the hub that are not cleared and may be, by name."""
    held = Seat.objects.filter(hub__key=hub, role__in=CLEARABLE, user__is_active=True, from_at__lte=at)
    held = held.filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
    held = held.exclude(pk__in=Clearance.objects.filter(running(at), hub__key=hub).values("seat_id"))
    return list(held.select_related("user", "hub", "desk", "agency").order_by("user__name", "pk"))


def readers_at(hub: Hub, *, at: datetime) -> list[Seat]:
    """Of the seats cleared now those that see cases, and so what is sealed in them: a lead says who is cleared, and reads
    none of it.
    """
    return [seat for seat in cleared_at(hub, at=at) if "cases:case:view" in ROLES[seat.role].permissions]


def cleared_at(hub: Hub, *, at: datetime) -> list[Seat]:
    """Seats cleared for the hub's sealed material now, by name, with their users."""
    live = Q(seat__from_at__lte=at) & (Q(seat__until_at__isnull=True) | Q(seat__until_at__gt=at))
    rows = (
        Clearance.objects.filter(running(at) & live, hub=hub, seat__user__is_active=True)
        .select_related("seat__user")
        .order_by("seat__user__name", "pk")
    )
    return [one.seat for one in rows]

"""Invite users, give and end seats, make and revoke API tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.registers.accounts import events
from mash.registers.accounts.models import ApiToken, Seat, User
from mash.registers.accounts.roles import ROLES
from mash.registers.agencies.models import Agency, Desk, Hub


class SeatError(ValueError):
    """A seat that its role does not allow: the sentence says what is missing."""


@transaction.atomic
def invite(
    *,
    by: Actor,
    at: datetime,
    email: str,
    name: str,
    password: str | None = None,
    phone: str = "",
    social_work_registration: str = "",
) -> User:
    """A new user, without a seat. With no password they set one from an invitation."""
    user = User.objects.create_user(
        email, password, name=name, phone=phone, social_work_registration=social_work_registration
    )
    append(events.USER_INVITED, by=by, at=at, about=[Ref("user", str(user.pk))], payload={"user": user.pk})
    return user


@transaction.atomic
def give_seat(
    *,
    by: Actor,
    at: datetime,
    user: User,
    role: str,
    hub: Hub | None = None,
    desk: Desk | None = None,
    agency: Agency | None = None,
    job_title: str = "",
    until: datetime | None = None,
) -> Seat:
    """Give a user a role at an organisation from `at`. Raises SeatError where the role's place is missing."""
    where = ROLES[role].where
    if desk is not None:
        hub = desk.hub
    if {"hub": hub, "desk": desk, "agency": agency, "nowhere": True}[where] is None:
        raise SeatError(f"The role {role} needs a {where}.")
    seat = Seat.objects.create(
        user=user,
        role=role,
        hub=hub,
        desk=desk,
        agency=agency,
        job_title=job_title,
        from_at=at,
        until_at=until,
    )
    append(
        events.SEAT_GIVEN,
        by=by,
        at=at,
        about=[Ref("user", str(user.pk))],
        payload={"user": user.pk, "seat": seat.pk, "role": role},
    )
    return seat


@transaction.atomic
def end_seat(*, by: Actor, at: datetime, seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk, until_at__isnull=True).update(until_at=at)
    append(
        events.SEAT_ENDED,
        by=by,
        at=at,
        about=[Ref("user", str(seat.user_id))],
        payload={"user": seat.user_id, "seat": seat.pk},
    )


@transaction.atomic
def choose_seat(*, by: Actor, at: datetime, seat: Seat) -> None:
    """Record that `by` goes on from another of their seats."""
    append(
        events.SEAT_CHOSEN,
        by=by,
        at=at,
        about=[Ref("user", str(seat.user_id))],
        payload={"seat": seat.pk},
    )


def signed_in(*, by: Actor, at: datetime, user: User, factor: bool) -> None:
    """Record a sign-in; `factor` says whether a second factor (or a provider's own) was part of it."""
    append(
        events.SIGNED_IN,
        by=by,
        at=at,
        about=[Ref("user", str(user.pk))],
        payload={"user": user.pk, "factor": factor},
    )


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(
    *, by: Actor, at: datetime, seat: Seat, name: str, expires: datetime | None = None, token: str = ""
) -> str:
    """A new token that acts from `seat`; shown once and kept as its digest. Returns the token."""
    token = token or f"mash_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        seat=seat, name=name, digest=digest(token), created_at=at, expires_at=expires
    )
    append(
        events.TOKEN_MADE,
        by=by,
        at=at,
        about=[Ref("user", str(seat.user_id))],
        payload={"token": row.pk, "seat": seat.pk},
    )
    return token


@transaction.atomic
def revoke_token(*, by: Actor, at: datetime, token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)
    append(
        events.TOKEN_REVOKED,
        by=by,
        at=at,
        about=[Ref("user", str(token.seat.user_id))],
        payload={"token": token.pk},
    )

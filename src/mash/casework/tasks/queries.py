"""Reading tasks: one, those of a case, and to whom one may be given."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from mash.casework.tasks import rules
from mash.casework.tasks.models import Todo
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import LONDON
from mash.registers.accounts.models import Seat


def today(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def get(ref: str) -> Todo | None:
    """One with its case; None alike for a hidden one and none."""
    return Todo.objects.select_related("matter", "hub").filter(ref=ref).first()


def open_in(matter: int) -> QuerySet[Todo]:
    """What is still to do on a case, what is due first."""
    return Todo.objects.filter(matter_id=matter, done_at__isnull=True).order_by("due_on", "pk")


def done_lately(by: Actor) -> QuerySet[Todo]:
    """What the reader had to do and is done, or made for others, the latest first."""
    mine = Q(owner_id=by.user) | Q(made_by_id=by.user)
    return (
        Todo.objects.filter(mine, done_at__isnull=False).select_related("matter").order_by("-done_at", "-pk")
    )


def given_away(by: Actor) -> QuerySet[Todo]:
    """What the reader gave to others and is not done, what is due first."""
    rows = Todo.objects.filter(made_by_id=by.user, done_at__isnull=True).exclude(owner_id=by.user)
    return rows.select_related("matter").order_by("due_on", "pk")


def seats_at(hub: str, *, at: datetime) -> QuerySet[Seat]:
    """The seats at a hub whose holders may be given a task, by name."""
    return (
        Seat.objects.filter(hub__key=hub, role__in=rules.OWNERS, from_at__lte=at, user__is_active=True)
        .filter(Q(until_at__isnull=True) | Q(until_at__gt=at))
        .select_related("user")
        .order_by("user__name", "pk")
    )

"""What every step on an update begins with, and to whom it is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from django.db.models import Q

from mash.casework.cases.actions.assign import WORKERS
from mash.casework.intake.models import Contact
from mash.casework.matters.cleared import who_open
from mash.casework.updates.models import Receipt, Update
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import Seat, User
from mash.registers.agencies.models import Desk, Hub

RECOGNISE: Final = "updates:update:recognise"
READ: Final = "updates:update:read"


def refs(update: Update) -> list[Ref]:
    """What the ledger names of an update; its case is found by the ledger itself.

    Of an update of a case that is kept to named people nothing is written where the contact is: its own case is read by others.
    """
    own = [Ref("contact", update.contact.ref)] if update.was else []
    return [Ref("update", update.ref), *own]


def no(update: Update, why: Refused, *, by: Actor, at: datetime, permission: str = RECOGNISE) -> Refused:
    return refuse(permission, why, by=by, at=at, about=refs(update))


def lock(number: int, *, skip: bool = False) -> Update | None:
    """The update, held until the transaction ends: its readings are changed under it alone."""
    return (
        Update.objects.select_for_update(of=("self",), skip_locked=skip)
        .select_related("desk", "hub")
        .filter(pk=number)
        .first()
    )


def seats_at(hub: Hub, roles: Collection[str], *, at: datetime, desk: Desk | None = None) -> list[Seat]:
    """Live seats of these roles at the hub; with a desk, of screeners and deciders its own alone."""
    found = Seat.objects.filter(hub=hub, role__in=roles, user__is_active=True, from_at__lte=at).filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at)
    )
    if desk is not None:
        found = found.filter(Q(desk=desk) | Q(role="manager"))
    return list(found.select_related("user").order_by("user__name", "pk"))


def readers(update: Update, roles: Collection[str], *, at: datetime) -> list[Seat]:
    """Of the hub's people of these roles those who can open both the case and the contact."""
    able = who_open(update.matter_id, seats_at(update.hub, roles, at=at, desk=update.desk))
    return who_open(own_matter(update), able)


def own_matter(update: Update) -> int:
    """The number of the contact's own matter; asked as a service, for whoever sends it on may not see the contact."""
    with as_service("intake"):
        return Contact.objects.values_list("matter_id", flat=True).get(pk=update.contact_id)


def is_here(user: User, hub: Hub, *, at: datetime) -> bool:
    """Whether somebody still works at the hub: a seat of theirs there is live."""
    return any(one.user_id == user.pk for one in seats_at(hub, WORKERS, at=at))


def send(update: Update, users: Iterable[User], *, at: datetime) -> int:
    """A message to each, once, with the update's reference alone; how many."""
    addresses = sorted({one.email for one in users if one.email})
    for one in addresses:
        queue_message(
            to=one,
            channel="email",
            template="update_waits",
            reference=update.ref,
            at=at,
            link=f"/updates/{update.ref}",
        )
    return len(addresses)


def wait_for(
    update: Update, whom: str, *, at: datetime, due: datetime, user: User | None = None, step: int = 1
) -> Receipt:
    """One more reading is waited for."""
    return Receipt.objects.create(
        matter_id=update.matter_id, update=update, whom=whom, user=user, step=step, sent_at=at, due_at=due
    )

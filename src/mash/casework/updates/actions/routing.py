"""To whom an update goes: the worker who has the case and a manager, or the hub where nobody has it."""

from __future__ import annotations

from datetime import datetime

from mash.casework.cases.models import Case
from mash.casework.matters import events as matters
from mash.casework.matters.actions import never_sees
from mash.casework.matters.models import Grant, Matter
from mash.casework.updates import rules, times
from mash.casework.updates.actions.common import is_here, own_matter, readers, send, wait_for
from mash.casework.updates.models import Update
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import User
from mash.registers.accounts.queries import seats_of

LENT = "update of their case"


def due_of(update: Update, *, at: datetime) -> datetime:
    """When what is sent now is to be read; at once where the hub's list says nothing."""
    return times.due(update.desk, update.risk, started=at) or at


def route(update: Update, case: Case, *, by: Actor, at: datetime) -> datetime:
    """Send an accepted update on; when it is to be read."""
    due = due_of(update, at=at)
    worker = case.worker
    if worker is not None and can_read(update, worker, at=at):
        to_worker(update, worker, by=by, at=at, due=due)
        told = False
    else:
        to_hub(update, step=rules.LAST_STEP, at=at, due=due)
        told = True
    managers = readers(update, {"manager"}, at=at)
    if managers:
        wait_for(update, "manager", at=at, due=due)
        if not told:
            send(update, [one.user for one in managers], at=at)
    return due


def can_read(update: Update, worker: User, *, at: datetime, lend: bool = True) -> bool:
    """Whether the worker is there and sees both cases: not whoever left, is close to somebody, or is not named on one.

    Whoever would have to be lent the contact's own case for it does not where `lend` is False, nor where the open case is kept
    to named people: who sees the contact's would learn from the grant who works on what.
    """
    own = own_matter(update)
    with as_service("attention"):
        both = {one.pk: one for one in Matter.objects.filter(pk__in=[update.matter_id, own])}
        kept = not update.was or both[update.matter_id].restriction != "open"
        return (
            is_here(worker, update.hub, at=at)
            and all(
                not never_sees(worker.pk, one) and (one.restriction == "open" or _named_on(one.pk, worker))
                for one in both.values()
            )
            and ((lend and not kept) or not _lacks(update, own, worker, at=at))
        )


def _lacks(update: Update, own: int, worker: User, *, at: datetime) -> bool:
    """Whether the worker sees only the cases that they are given, and was not given the contact's own."""
    roles = {one.role for one in seats_of(worker, at=at) if one.hub_id == update.hub_id}
    return roles == {"practitioner"} and not _named_on(own, worker)


def _named_on(matter: int, user: User) -> bool:
    return Grant.objects.filter(
        matter=matter, holder_kind="user", holder_id=user.pk, until_at__isnull=True
    ).exists()


def to_worker(update: Update, worker: User, *, by: Actor, at: datetime, due: datetime) -> None:
    """Send it to the worker who has the case. Who sees only the cases that they are given is given the contact's own too."""
    own = update.contact.matter
    if _lacks(update, own.pk, worker, at=at):
        Grant.objects.create(matter=own, holder_kind="user", holder_id=worker.pk, reason=LENT, from_at=at)
        append(
            matters.GRANTED,
            by=by,
            at=at,
            about=[Ref("matter", own.ref), Ref("user", str(worker.pk))],
            payload={"holder": worker.pk, "until": None},
        )
    wait_for(update, "worker", user=worker, at=at, due=due)
    send(update, [worker], at=at)


def to_hub(update: Update, *, step: int, at: datetime, due: datetime) -> None:
    """It waits for the hub: managers are told first, then the desk's screeners too."""
    roles = {"manager"} if step < rules.LAST_STEP else rules.READERS["hub"]
    wait_for(update, "hub", step=step, at=at, due=due)
    send(update, [one.user for one in readers(update, roles, at=at)], at=at)

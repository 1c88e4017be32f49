"""An update is opened, read, and comes back to the hub where nobody has read it in time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.updates import events, rules
from mash.casework.updates.actions.common import READ, RECOGNISE, lock, no, refs
from mash.casework.updates.actions.routing import due_of, to_hub
from mash.casework.updates.models import Receipt, Update
from mash.casework.updates.rules import Slot
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may


def slot_of(one: Receipt) -> Slot:
    return Slot(one.whom, one.user_id, one.read_at is not None, one.ended_at is not None)


def is_for(one: Receipt, by: Actor) -> bool:
    return rules.is_for(slot_of(one), user=by.user, role=by.role)


@transaction.atomic
def opened(*, by: Actor, at: datetime, update: Update) -> None:
    """Its page is shown: the ledger says so, and the first time on each reading that is theirs."""
    mine = [one.pk for one in update.receipts.all() if one.opened_at is None and is_for(one, by)]
    if mine and may(by, READ):
        Receipt.objects.filter(pk__in=mine, opened_at__isnull=True, ended_at__isnull=True).update(
            opened_at=at
        )
    append(events.VIEWED, by=by, at=at, about=refs(update))


@transaction.atomic
def read(*, by: Actor, at: datetime, update: Update, will_do: str = "") -> Update | Refused:
    """Say that it is read, and what will be done. It stands for each reading that waits for this person; each is kept apart.

    Pressed twice it is said once; who comes second to a reading that another has given learns so.
    """
    allowed = may(by, READ)
    if not allowed:
        return no(update, allowed, by=by, at=at, permission=READ)
    held = lock(update.pk)
    if held is None:
        return no(update, rules.undone(), by=by, at=at, permission=READ)
    receipts = list(held.receipts.all())
    mine = [one for one in receipts if one.ended_at is None and is_for(one, by)]
    waits = [one for one in mine if one.read_at is None]
    if not waits and any(one.read_by == str(by) for one in mine) and held.state == Update.State.ACCEPTED:
        return held
    allowed = rules.may_read([slot_of(one) for one in receipts], state=held.state, user=by.user, role=by.role)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=READ)
    late = any(one.due_at < at for one in waits)
    for one in waits:
        one.opened_at = one.opened_at or at
        one.read_at, one.read_by, one.read_by_name, one.will_do = at, str(by), by.name, will_do
        one.save(update_fields=["opened_at", "read_at", "read_by", "read_by_name", "will_do"])
    append(
        events.READ,
        by=by,
        at=at,
        about=refs(held),
        payload={
            "whom": sorted(one.whom for one in waits),
            "late": late,
            "will-do": bool(will_do.strip()),
        },
    )
    return held


def to_send_back(*, at: datetime, limit: int = 200) -> list[int]:
    """The numbers of updates of which a reading is overdue and has not come back, the longest waiting first."""
    with as_service("updates"):
        found = Receipt.objects.filter(
            due_at__lt=at, back_at__isnull=True, read_at__isnull=True, ended_at__isnull=True
        ).order_by("due_at", "pk")
        return list(dict.fromkeys(found.values_list("update_id", flat=True)[:limit]))


@transaction.atomic
def send_back(*, by: Actor, at: datetime, number: int) -> bool:
    """Bring one that is overdue back to the hub, once. False where somebody has read it meanwhile, or has it now."""
    with as_service("updates"):
        held = lock(number, skip=True)
        if held is None or held.state != Update.State.ACCEPTED:
            return False
        late = [
            one
            for one in held.receipts.all()
            if one.read_at is None and one.ended_at is None and one.back_at is None and one.due_at < at
        ]
        if not late:
            return False
        _back(held, late, by=by, at=at)
    return True


@transaction.atomic
def bring_back(*, by: Actor, at: datetime, update: Update) -> Update | Refused:
    """Bring it back to the hub before it is due, such as where the worker is away. What is waited for from them stays."""
    allowed = may(by, RECOGNISE)
    if not allowed:
        return no(update, allowed, by=by, at=at)
    held = lock(update.pk)
    if held is None or held.state != Update.State.ACCEPTED:
        return no(update, rules.undone(), by=by, at=at)
    waits = [
        one
        for one in held.receipts.all()
        if one.read_at is None and one.ended_at is None and one.back_at is None and one.whom == "worker"
    ]
    if waits:
        _back(held, waits, by=by, at=at)
    return held


def _back(update: Update, late: list[Receipt], *, by: Actor, at: datetime) -> None:
    """To the managers first, and then to the desk's screeners too; at the end it stays overdue for whoever takes it."""
    due = due_of(update, at=at)
    standing = next((one for one in update.receipts.all() if one.whom == "hub" and one.read_at is None and one.ended_at is None), None)  # fmt: skip
    step = rules.LAST_STEP if {one.whom for one in late} & {"manager", "hub"} else 1
    for one in late:
        one.back_at = at
        one.save(update_fields=["back_at"])
    if standing is None:
        to_hub(update, step=step, at=at, due=due)
    elif standing.step < step:
        Receipt.objects.filter(pk=standing.pk).update(ended_at=at)
        to_hub(update, step=step, at=at, due=due)
    append(
        events.WENT_BACK,
        by=by,
        at=at,
        # The service that does it sees no contact.
        about=[Ref("update", update.ref)],
        payload={"whom": late[0].whom, "step": step, "due": due.isoformat()},
    )

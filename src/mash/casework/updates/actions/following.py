"""An update follows its case to its next worker, is read again when more mail comes, and ends where its own case is opened."""

from __future__ import annotations

from datetime import datetime

from mash.casework.cases.models import Case
from mash.casework.mailbox.models import Further
from mash.casework.updates import events
from mash.casework.updates.actions.common import lock, readers, refs, send, wait_for
from mash.casework.updates.actions.recognise import end
from mash.casework.updates.actions.routing import can_read, due_of, to_worker
from mash.casework.updates.models import Receipt, Update
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import User


def given_to(case: Case, by: Actor, at: datetime) -> None:
    """Called by cases: what the worker before has not read, and what waits for the hub, is the new worker's too."""
    waits = Receipt.objects.filter(
        matter=case.matter_id, read_at__isnull=True, ended_at__isnull=True, whom__in=["worker", "hub"]
    )
    numbers = sorted(set(waits.values_list("update_id", flat=True)))
    worker = User.objects.filter(pk=case.worker_id).first() if numbers and case.worker_id else None
    if worker is None:
        return
    for number in numbers:
        update = lock(number)
        if update is None or update.state != Update.State.ACCEPTED or not can_read(update, worker, at=at):
            continue
        before = [one for one in update.receipts.all() if one.whom == "worker" and one.ended_at is None]
        if any(one.user_id == worker.pk for one in before):
            continue
        Receipt.objects.filter(pk__in=[one.pk for one in before if one.read_at is None]).update(ended_at=at)
        to_worker(update, worker, by=by, at=at, due=due_of(update, at=at))
        append(events.FOLLOWED, by=by, at=at, about=refs(update), payload={"worker": worker.pk})


def opened_again(case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Called by cases: the contact's own case is worked on by itself again, so that it is an update no more."""
    found = Update.objects.filter(contact__matter=case.matter_id, state=Update.State.ACCEPTED).exclude(was="")
    for number in list(found.values_list("pk", flat=True)):
        update = lock(number)
        if update is not None and update.state == Update.State.ACCEPTED:
            end(update, reason, by=by, at=at)


def more_mail(further: Further, by: Actor, at: datetime) -> None:
    """Called by the mailbox: a further message in the contact's thread is read by whoever was to read the update."""
    with as_service("updates"):
        found = Update.objects.filter(contact=further.contact_id, state=Update.State.ACCEPTED)
        for number in list(found.values_list("pk", flat=True)):
            update = lock(number)
            if update is None or update.state != Update.State.ACCEPTED:
                continue
            due = due_of(update, at=at)
            given = [one for one in update.receipts.select_related("user") if one.ended_at is None]
            waits = {one.whom for one in given if one.read_at is None}
            again = {one.whom: one for one in given if one.whom not in waits and one.whom != "hub"}
            for whom, one in again.items():
                wait_for(update, whom, user=one.user, at=at, due=due)
                people = [one.user] if one.user else [seat.user for seat in readers(update, {whom}, at=at)]
                send(update, people, at=at)
            append(
                events.MORE_CAME,
                by=by,
                at=at,
                about=[Ref("update", update.ref)],
                payload={"due": due.isoformat()},
            )

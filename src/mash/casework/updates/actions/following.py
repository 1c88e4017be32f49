"""An update follows its case to its next worker, is read again when more mail comes, and ends where its own case is opened."""

from __future__ import annotations

from datetime import datetime

from mash.casework.cases.models import Case
from mash.casework.mailbox.models import Further
from mash.casework.matters.models import Grant
from mash.casework.updates import events, rules
from mash.casework.updates.actions.common import lock, readers, refs, send, wait_for
from mash.casework.updates.actions.recognise import end
from mash.casework.updates.actions.routing import LENT, can_read, due_of, to_hub, to_worker
from mash.casework.updates.models import Receipt, Update
from mash.foundation.kernel import ALLOWED, Actor, Ref, Verdict
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import User


def may_close(case: Case, _by: Actor, _at: datetime) -> Verdict:
    """Asked by cases: a case does not close while somebody is to read what came on it."""
    waits = Receipt.objects.filter(
        matter=case.matter_id,
        update__state=Update.State.ACCEPTED,
        read_at__isnull=True,
        ended_at__isnull=True,
    )
    return rules.unread() if waits.exists() else ALLOWED


def given_to(case: Case, by: Actor, at: datetime) -> None:
    """Called by cases: what the worker before has not read, and what waits for the hub, is the new worker's too."""
    found = Update.objects.filter(matter=case.matter_id, state=Update.State.ACCEPTED)
    own = dict(found.order_by("pk").values_list("pk", "contact__matter"))
    worker = User.objects.filter(pk=case.worker_id).first() if own and case.worker_id else None
    if worker is None:
        return
    # The contact's own case before the update, as everybody takes them: what is lent of it changes its rows.
    list(Case.objects.select_for_update(of=("self",)).filter(matter__in=set(own.values())).order_by("pk"))
    for number, matter in own.items():
        update = lock(number)
        if update is None or update.state != Update.State.ACCEPTED:
            continue
        given = [one for one in update.receipts.all() if one.ended_at is None]
        before = [one for one in given if one.whom == "worker"]
        Grant.objects.filter(
            matter=matter,
            reason=LENT,
            until_at__isnull=True,
            holder_kind="user",
            holder_id__in=[one.user_id for one in before if one.user_id and one.user_id != worker.pk],
        ).update(until_at=at)
        if any(one.user_id == worker.pk for one in before):
            continue
        waits = {one.whom for one in given if one.read_at is None}
        if waits & {"worker", "hub"}:
            _follow(update, worker, before, waits, by=by, at=at)


def _follow(
    update: Update, worker: User, before: list[Receipt], waits: set[str], *, by: Actor, at: datetime
) -> None:
    Receipt.objects.filter(pk__in=[one.pk for one in before if one.read_at is None]).update(ended_at=at)
    due = due_of(update, at=at)
    if can_read(update, worker, at=at):
        to_worker(update, worker, by=by, at=at, due=due)
        append(events.FOLLOWED, by=by, at=at, about=refs(update), payload={"worker": worker.pk})
    elif "hub" not in waits:
        to_hub(update, step=rules.LAST_STEP, at=at, due=due)


def opened_again(case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Called by cases: the contact's own case is worked on by itself again, so that it is an update no more.

    Also where the open case was kept to named people since, and whoever opens this one does not see it.
    """
    contacts = list(case.matter.contacts.values_list("pk", flat=True))
    with as_service("updates"):
        found = Update.objects.filter(contact__in=contacts, state=Update.State.ACCEPTED).exclude(was="")
        held = [lock(number) for number in sorted(found.values_list("pk", flat=True))]
    for update in held:
        if update is not None and update.state == Update.State.ACCEPTED:
            end(update, reason, by=by, at=at, about=[Ref("update", update.ref)])


def more_mail(further: Further, by: Actor, at: datetime) -> None:
    """Called by the mailbox: a further message in the contact's thread is read by a manager and by whoever has the case now."""
    with as_service("updates"):
        found = Update.objects.filter(contact=further.contact_id, state=Update.State.ACCEPTED)
        for number in list(found.values_list("pk", flat=True)):
            update = lock(number)
            if update is None or update.state != Update.State.ACCEPTED:
                continue
            due = due_of(update, at=at)
            _again(update, at=at, due=due)
            append(
                events.MORE_CAME,
                by=by,
                at=at,
                about=[Ref("update", update.ref)],
                payload={"due": due.isoformat()},
            )


def _again(update: Update, *, at: datetime, due: datetime) -> None:
    """Wait for each again who has read it: for the worker who has the case now, or for the hub where nobody can."""
    given = [one for one in update.receipts.all() if one.ended_at is None]
    worker = _worker(update, at=at)
    holds = worker.pk if worker is not None else None
    left = [one.pk for one in given if one.whom == "worker" and one.read_at is None and one.user_id != holds]
    Receipt.objects.filter(pk__in=left).update(ended_at=at)
    waits = {one.whom for one in given if one.read_at is None and one.pk not in left}
    hub = worker is None and "hub" not in waits
    if worker is not None and "worker" not in waits:
        wait_for(update, "worker", user=worker, at=at, due=due)
        send(update, [worker], at=at)
    elif hub:
        to_hub(update, step=rules.LAST_STEP, at=at, due=due)
    if "manager" not in waits and any(one.whom == "manager" for one in given):
        wait_for(update, "manager", at=at, due=due)
        # Of what waits for the hub they have a message already.
        send(update, [] if hub else [one.user for one in readers(update, {"manager"}, at=at)], at=at)


def _worker(update: Update, *, at: datetime) -> User | None:
    """Who has the case now, where they see the contact as they are; nothing is lent here, for nobody acts who may."""
    with as_service("attention"):
        case = Case.objects.select_related("worker").filter(matter=update.matter_id).first()
    worker = case.worker if case is not None else None
    return worker if worker is not None and can_read(update, worker, at=at, lend=False) else None

"""Give a task, say that it is done, and tell whose it is when it is late."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from mash.casework.matters.actions import has_sight, never_sees, read_only, works_on
from mash.casework.matters.models import Matter
from mash.casework.tasks import events, queries, rules
from mash.casework.tasks.models import Todo
from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Hub

WORK: Final = "tasks:task:work"


def refs(one: Todo) -> list[Ref]:
    """What the ledger names of a task: itself, and its case."""
    return [Ref("task", one.ref), *([Ref("matter", one.matter.ref)] if one.matter else [])]


@transaction.atomic
def give(
    *, by: Actor, at: datetime, once: str, owner: User, what: str, due_on: date, matter: Matter | None = None
) -> Todo | Refused:
    """Give somebody at the hub, oneself or another, a task: on a case, or on none.

    `once` is the form's own number: sent twice it is one task.

    Another is told by message that one waits, with its reference and no word of it.
    """
    about = [Ref("matter", matter.ref)] if matter is not None else []
    allowed: Verdict = may(by, WORK)
    if allowed and matter is not None and not works_on(matter):
        allowed = read_only()
    if allowed:
        roles = {one.role for one in queries.seats_at(by.hub, at=at) if one.user_id == owner.pk}
        allowed = rules.may_give(
            what=what,
            due_on=due_on,
            today=queries.today(at),
            at_hub=bool(roles),
            sees=matter is None or _sees(owner, matter, roles),
        )
    if isinstance(allowed, Refused) or by.user is None:
        return refuse(
            WORK, allowed if isinstance(allowed, Refused) else read_only(), by=by, at=at, about=about
        )
    made = Todo(
        once=once,
        matter=matter,
        hub=matter.hub if matter is not None else Hub.objects.get(key=by.hub),
        owner=owner,
        owner_name=owner.name,
        what=what.strip(),
        due_on=due_on,
        made_by_id=by.user,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        there = Todo.objects.filter(once=once, made_by_id=by.user).first()
        return there if there is not None else refuse(WORK, rules.sent_already(), by=by, at=at, about=about)
    own = owner.pk == by.user
    append(events.GIVEN, by=by, at=at, about=refs(made), payload={"due": due_on.isoformat(), "own": own})
    if not own:
        _tell(made, owner, at=at)
    return made


def _sees(owner: User, matter: Matter, roles: set[str]) -> bool:
    at_hub = bool(roles & rules.SEES_ALL)
    return has_sight(owner.pk, matter, works_at_hub=at_hub) and not never_sees(owner.pk, matter)


def _tell(one: Todo, owner: User, *, at: datetime) -> None:
    queue_message(
        to=owner.email,
        channel="email",
        template="task_waits",
        reference=one.ref,
        link=f"/tasks/{one.ref}",
        at=at,
    )


@transaction.atomic
def finish(*, by: Actor, at: datetime, todo: Todo, text: str) -> Todo | Refused:
    """Say that it is done, and what was done. Said twice alike it is said once."""
    allowed: Verdict = may(by, WORK)
    held = Todo.objects.select_for_update().filter(pk=todo.pk).first() if allowed else None
    if allowed and held is None:
        allowed = rules.may_finish(done=False, mine=False, text=text)
    if (
        held is not None
        and held.done_at is not None
        and (held.done_text, held.done_by_name) == (text, by.name)
    ):
        return held
    if held is not None:
        mine = by.user in {held.owner_id, held.made_by_id}
        allowed = rules.may_finish(done=held.done_at is not None, mine=mine, text=text)
    if isinstance(allowed, Refused) or held is None:
        why = allowed if isinstance(allowed, Refused) else read_only()
        return refuse(WORK, why, by=by, at=at, about=refs(todo))
    held.done_at, held.done_by_name, held.done_text, held.version = at, by.name, text, held.version + 1
    held.save(update_fields=["done_at", "done_by_name", "done_text", "version"])
    append(events.DONE, by=by, at=at, about=refs(todo), payload={"late": held.due_on < queries.today(at)})
    return held


def to_tell(*, at: datetime, limit: int = 500) -> list[int]:
    """The numbers of overdue tasks whose owner was not told yet."""
    with as_service("tasks"):
        rows = Todo.objects.filter(done_at__isnull=True, told_at__isnull=True, due_on__lt=queries.today(at))
        return list(rows.order_by("due_on", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def tell_overdue(*, by: Actor, at: datetime, number: int) -> bool:
    """Write to whose it is, once, with its reference alone. False where it is done, or was told meanwhile.

    Whoever does not see the case any more is not told of it.
    """
    with as_service("tasks"):
        held = Todo.objects.select_for_update(of=("self",), skip_locked=True).filter(
            pk=number, done_at__isnull=True, told_at__isnull=True
        )
        one = held.first()
        if one is None:
            return False
        Todo.objects.filter(pk=one.pk).update(told_at=at)
        append(events.TOLD, by=by, at=at, about=[Ref("task", one.ref)])
        _tell(one, User.objects.get(pk=one.owner_id), at=at)
    return True

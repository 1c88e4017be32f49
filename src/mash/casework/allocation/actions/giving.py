"""A named person gives a case, or takes the next."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from mash.casework.allocation import errors, events, queries, rules
from mash.casework.allocation.models import Giving
from mash.casework.cases.actions import assign, claim
from mash.casework.cases.actions.triage import about, hold
from mash.casework.cases.models import Case
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.standards.queries import codes

GIVE: Final = "cases:case:assign"
TAKE: Final = "cases:case:claim"


def reasons(list_key: str, *, at: datetime) -> tuple[set[str], set[str]]:
    """The codes of a list of reasons, and those of them that are said in words too."""
    found = codes(list_key, at=at)
    return {one.code for one in found}, {one.code for one in found if one.attributes.get("words")}


@transaction.atomic
def give(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    worker: User,
    reason: str = "",
    words: str = "",
    version: int | None = None,
) -> Case | Refused:
    """Give the case to `worker`. The list of candidates proposes; who passes the first over says why.

    `version` is the case as the page showed it. Given to whoever has it already it is one.
    """
    allowed = may(by, GIVE)
    held = hold(case, GIVE, by=by, at=at) if allowed else case
    if isinstance(held, Refused) or (allowed and held.worker_id == worker.pk):
        return held
    place = 0
    if allowed and version is not None and held.version != version:
        allowed = errors.moved(held.worker.name if held.worker else "")
    if allowed:
        place = rules.place_of(queries.ranked(held, at=at), worker.pk)
        known, in_words = reasons("allocation-reason", at=at)
        allowed = rules.may_give(
            closed=held.closed_at is not None,
            place=place,
            moved=held.worker_id is not None,
            reason=reason,
            words=words,
            known=known,
            in_words=in_words,
        )
    if isinstance(allowed, Refused):
        return refuse(GIVE, allowed, by=by, at=at, about=about(held))
    before = held.worker_id
    done = assign(by=by, at=at, case=held, worker=worker)
    if isinstance(done, Refused):
        return done
    Giving.objects.create(
        matter_id=held.matter_id,
        how="given",
        to=worker,
        before_id=before,
        place=place,
        reason=reason,
        words=words.strip(),
        by=str(by),
        by_name=by.name,
        at=at,
    )
    payload = {"worker": worker.pk, "before": before, "place": place, "reason": reason}
    append(events.GIVEN, by=by, at=at, about=about(done), payload=payload)
    return done


@transaction.atomic
def take_next(*, by: Actor, at: datetime, desk: Desk, once: str) -> Case | Refused:
    """Take the most urgent case of the desk that nobody has. Of two who ask at once each gets one of their own.

    `once` is the page that asked: sent twice it is one case.
    """
    hub = [Ref("hub", desk.hub.key)]
    allowed = may(by, TAKE)
    if allowed and (by.hub != desk.hub.key or by.user is None):
        allowed = errors.other_hub()
    if isinstance(allowed, Refused) or by.user is None:
        return refuse(TAKE, allowed, by=by, at=at, about=hub)  # type: ignore[arg-type] # a refusal where nobody acts
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"next:{by.user}"])
    again = Giving.objects.filter(once=once, to=by.user).first() if once else None
    if again is not None:
        return Case.objects.select_related("matter", "desk", "worker").get(matter=again.matter_id)
    for one in rules.next_for(queries.waiting(desk, user=by.user, at=at)):
        # Whatever a colleague is taking at this moment is passed over.
        free = (
            Case.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("matter")
            .filter(pk=one.case, worker__isnull=True, closed_at__isnull=True)
            .first()
        )
        if free is None:
            continue
        done = claim(by=by, at=at, case=free, free_only=True)
        if isinstance(done, Refused):
            continue
        Giving.objects.create(
            matter_id=free.matter_id,
            how="next",
            to_id=by.user,
            once=once or None,
            by=str(by),
            by_name=by.name,
            at=at,
        )
        append(events.NEXT, by=by, at=at, about=about(done), payload={"missing": one.missing})
        return done
    return refuse(TAKE, errors.nothing(), by=by, at=at, about=hub)

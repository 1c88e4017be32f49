"""A case is offered to one person, who takes it or declines; unanswered it lapses."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from mash.casework.allocation import errors, events, queries, rules
from mash.casework.allocation.actions.giving import reasons
from mash.casework.allocation.models import Giving, Offer
from mash.casework.cases.actions import claim
from mash.casework.cases.actions.triage import about, hold
from mash.casework.cases.models import Case
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import queue_message
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules import Timescale, Unit
from mash.registers.clocks.rules import due as due_after
from mash.registers.standards.queries import codes

OFFER: Final = "allocation:offer:make"
ANSWER: Final = "allocation:offer:answer"
# Nobody beyond the hub's desks is offered what they do not see: to a practitioner a case is given.
OFFERED_TO: Final = frozenset({"screener", "decider", "manager"})


def due_by(desk: Desk, rating: str, *, at: datetime) -> datetime:
    """By when what is offered now is to be answered, by the list in force."""
    found = next(one for one in codes("offer-time", at=at) if one.code == (rating or "not-rated"))
    length = Timescale(int(str(found.attributes["amount"])), Unit(str(found.attributes["unit"])))
    return due_after(calendar_for(desk.key, at=at), at, length)


@transaction.atomic
def offer(*, by: Actor, at: datetime, case: Case, user: User) -> Offer | Refused:
    """Offer a case that nobody has to one person. The same offered twice is one."""
    allowed = may(by, OFFER)
    if isinstance(allowed, Refused):
        return refuse(OFFER, allowed, by=by, at=at, about=about(case))
    held = hold(case, OFFER, by=by, at=at)
    if isinstance(held, Refused):
        return held
    there = queries.open_offer(held)
    if there is not None and there.user_id == user.pk:
        return there
    why: Refused | None = None
    if there is not None:
        why = errors.offered()
    elif held.worker_id is not None or held.closed_at is not None:
        why = errors.has_it(held.worker.name if held.worker else "")
    elif not any(one.user == user.pk and one.role in OFFERED_TO for one in queries.ranked(held, at=at)):
        why = errors.cannot_be_offered()
    if why is not None:
        return refuse(OFFER, why, by=by, at=at, about=about(held))
    made = Offer.objects.create(
        matter_id=held.matter_id,
        user=user,
        by=str(by),
        by_name=by.name,
        at=at,
        due_at=due_by(held.desk, held.rating, at=at),
    )
    queue_message(
        to=user.email,
        channel="email",
        template="case_offered",
        reference=made.ref,
        at=at,
        link="/allocation/offered",
    )
    payload = {"worker": user.pk, "due": made.due_at.isoformat()}
    append(events.OFFERED, by=by, at=at, about=[*about(held), Ref("offer", made.ref)], payload=payload)
    return made


@transaction.atomic
def answer(
    *, by: Actor, at: datetime, offer: Offer, takes: bool, reason: str = "", words: str = ""
) -> Offer | Refused:
    """Whoever is offered the case takes it, or declines with a reason. Answered the same way twice it is one."""
    named = [Ref("matter", offer.matter.ref), Ref("offer", offer.ref)]
    why = may(by, ANSWER)
    if why and by.user != offer.user_id:
        why = errors.not_yours()
    if isinstance(why, Refused):
        return refuse(ANSWER, why, by=by, at=at, about=named)
    # The case before its offer, as whoever gives it holds them.
    case = hold(Case.objects.select_related("matter").get(matter=offer.matter_id), ANSWER, by=by, at=at)
    if isinstance(case, Refused):
        return case
    row = Offer.objects.get(pk=offer.pk)
    said = "taken" if takes else "declined"
    if row.answer == said:
        return row
    if row.answer or row.due_at <= at:
        why = errors.over()
    elif not takes:
        known, in_words = reasons("offer-declined", at=at)
        why = rules.may_decline(reason, words, known=known, in_words=in_words)
    if isinstance(why, Refused):
        return refuse(ANSWER, why, by=by, at=at, about=named)
    Offer.objects.filter(pk=row.pk).update(
        answer=said, answered_at=at, reason="" if takes else reason, words="" if takes else words.strip()
    )
    if takes:
        done = claim(by=by, at=at, case=case, free_only=True)
        if isinstance(done, Refused):
            transaction.set_rollback(True)
            return done
        Giving.objects.create(
            matter_id=row.matter_id, how="offer", to_id=by.user, by=row.by, by_name=row.by_name, at=at
        )
    append(
        events.ANSWERED,
        by=by,
        at=at,
        about=named,
        payload={"answer": said, "reason": "" if takes else reason},
    )
    row.refresh_from_db()
    return row


def given_otherwise(case: Case, by: Actor, at: datetime) -> None:
    """Called by cases: what was offered of a case that somebody has now is offered no more."""
    for row in Offer.objects.filter(matter=case.matter_id, answer=""):
        Offer.objects.filter(pk=row.pk).update(answer="ended", answered_at=at)
        append(
            events.ENDED,
            by=by,
            at=at,
            about=[*about(case), Ref("offer", row.ref)],
            payload={"worker": row.user_id},
        )


def to_lapse(*, at: datetime) -> list[int]:
    """The numbers of the offers that nobody answered in time."""
    found = Offer.objects.filter(answer="", due_at__lte=at)
    return list(found.order_by("due_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def lapse(*, by: Actor, at: datetime, number: int) -> bool:
    """One offer goes back to whoever shares the work out; False where it was answered meanwhile."""
    row = (
        Offer.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("matter")
        .filter(pk=number, answer="", due_at__lte=at)
        .first()
    )
    if row is None:
        return False
    Offer.objects.filter(pk=row.pk).update(answer="lapsed", answered_at=at)
    append(
        events.LAPSED,
        by=by,
        at=at,
        about=[Ref("matter", row.matter.ref), Ref("offer", row.ref)],
        payload={"worker": row.user_id},
    )
    return True

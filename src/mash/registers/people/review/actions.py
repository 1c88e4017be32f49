"""Say whether two records are of one person. It binds the machine, and is kept as a labelled pair."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import get_args

from django.db import connection, transaction
from django.utils.translation import gettext as _

from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.clusters.statements import say_always, say_never
from mash.registers.people.models import Record, Statement
from mash.registers.people.review import errors, events
from mash.registers.people.review.models import ReviewDecision
from mash.registers.people.review.queries import Pair, alike, pair_of, user_of
from mash.registers.people.review.rules import Answer

REVIEW = "people:pair:review"
_LOCK = 74_010
"""The first of the two numbers of the advisory lock by which one decides on a pair at a time."""
SAYS = {"same": "people:person:join", "different": "people:person:split"}
"""What an answer says of the persons needs its own permission besides."""


@transaction.atomic
def decide(
    *, by: Actor, at: datetime, a: str, b: str, answer: str, reason: str = ""
) -> ReviewDecision | Refused:
    """Answer for the pair of these records (public ids), which is in the reviewer's queue.

    The first answer other than "unsure" makes an always or never statement; a second look only is compared with it.
    Sent twice, the second changes nothing and returns the first.
    """
    if answer not in get_args(Answer.__value__):
        return refuse(REVIEW, errors.no_answer(), by=by, at=at)
    allowed = _may_say(by, answer)
    if not allowed:
        return refuse(REVIEW, allowed, by=by, at=at)
    _one_at_a_time(a, b)
    again = _said_already(by, a, b, answer)
    if again is not None:
        return again
    pair = pair_of(by, at, a, b)
    if pair is None:
        return refuse(REVIEW, errors.gone(), by=by, at=at)
    return _decide(by, at, pair, answer, reason, bulk=False)


@transaction.atomic
def decide_alike(*, by: Actor, at: datetime, pairs: Collection[tuple[str, str]]) -> int | Refused:
    """Say of each of these pairs that they are one person: only of the safe class, all or none. Returns how many."""
    allowed = _may_say(by, "same")
    if not allowed:
        return refuse(REVIEW, allowed, by=by, at=at)
    safe = {frozenset((one.a.record, one.b.record)): one for one in alike(by, at)}
    chosen = [safe.get(frozenset(each)) for each in pairs]
    if not chosen or None in chosen:
        return refuse(REVIEW, errors.not_safe(), by=by, at=at)
    for one in chosen:
        if one is None:
            continue
        done = _decide(by, at, one, "same", _("Same NHS number and date of birth"), bulk=True)
        if isinstance(done, Refused):
            transaction.set_rollback(True)
            return done
    return len(chosen)


def _may_say(by: Actor, answer: str) -> Verdict:
    allowed = may(by, REVIEW)
    return may(by, SAYS[answer]) if allowed and answer in SAYS else allowed


def _decide(
    by: Actor, at: datetime, pair: Pair, answer: str, reason: str, *, bulk: bool
) -> ReviewDecision | Refused:
    a, b = pair.a, pair.b
    with as_service("matching"):
        first = ReviewDecision.objects.filter(
            a=pair.numbers[0], b=pair.numbers[1], look=1, statement__undone_at__isnull=True
        ).exclude(statement=None)
        second = first.exists()
    statement: Statement | None = None
    if not second and answer != "unsure":
        say = say_always if answer == "same" else say_never
        said = say(by=by, at=at, a=a.record, b=b.record, reason=reason.strip() or _("Compared side by side"))
        if isinstance(said, Refused):
            return said
        statement = said
    with as_service("matching"):
        made = ReviewDecision.objects.create(
            a_id=pair.numbers[0],
            b_id=pair.numbers[1],
            person_a=a.person,
            person_b=b.person,
            kind=pair.kind,
            answer=answer,
            look=2 if second else 1,
            bulk=bulk,
            model=model_in_force(at) if pair.probability is not None else None,
            probability=pair.probability,
            statement=statement,
            by=str(by),
            by_user=user_of(by),
            at=at,
        )
        append(
            events.REVIEWED,
            by=by,
            at=at,
            about=[Ref("person", a.person.public_id), Ref("person", b.person.public_id)],
            payload={"answer": answer, "look": made.look},
        )
    return made


def _said_already(by: Actor, a: str, b: str, answer: str) -> ReviewDecision | None:
    """The same answer of the same reviewer, while it stands."""
    with as_service("matching"):
        return (
            ReviewDecision.objects.filter(
                a__public_id__in=[a, b], b__public_id__in=[a, b], by_user=user_of(by), answer=answer
            )
            .filter(statement__undone_at__isnull=True)
            .order_by("-pk")
            .first()
        )


def _one_at_a_time(a: str, b: str) -> None:
    with as_service("matching"):
        numbers = sorted(Record.objects.filter(public_id__in=[a, b]).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, number % 2**31])

"""Record what a desk is asked, and the advice that it gives."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from mash.casework.consultations import events, rules, times
from mash.casework.consultations.actions.common import RECORD, hold, no, refs
from mash.casework.consultations.models import Advice, Asker, Consultation, PersonAsked
from mash.casework.consultations.rules import Asked, Given
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.standards.queries import codes


@transaction.atomic
def record(*, by: Actor, at: datetime, desk: Desk, asked: Asked) -> Consultation | Refused:
    """Keep a question to a desk of the actor's hub, with its advice where it was given at once.

    The same form twice is one question: the first is returned. Nobody who is named comes into the index by it.
    """
    allowed = may(by, RECORD)
    if allowed:
        allowed = rules.may_record(
            asked,
            sources={one.code for one in codes("source-of-referral", at=at)},
            themes={one.code for one in codes("consultation-theme", at=at, populations=desk.population)},
            consents={one.code for one in codes("consultation-consent", at=at)},
        )
    if allowed and asked.advice is not None:
        allowed = rules.may_advise(asked.advice, state="open")
    if isinstance(allowed, Refused):
        return refuse(RECORD, allowed, by=by, at=at)
    with connection.cursor() as cursor:
        # Of two clicks the second waits here, and finds what the first has kept.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"advice:{asked.once}"])
    earlier = Consultation.objects.filter(once=asked.once).first()
    if earlier is not None:
        return earlier
    found = Consultation.objects.create(
        once=asked.once,
        hub_id=desk.hub_id,
        desk=desk,
        named=asked.named,
        source=asked.source,
        themes=list(asked.themes),
        question=asked.question,
        danger_now=asked.danger_now,
        consent=asked.consent,
        meanwhile=asked.meanwhile,
        asked_at=at,
        by=str(by),
        by_name=by.name,
        due_at=times.due(desk, "advice", started=at),
    )
    who = asked.asker
    Asker.objects.create(
        consultation=found, name=who.name, role=who.role, agency=who.agency, phone=who.phone, email=who.email
    )
    for place, person in enumerate(asked.people):
        PersonAsked.objects.create(consultation=found, role=person.role, said=person.said, place=place)
    append(
        events.RECORDED,
        by=by,
        at=at,
        about=refs(found),
        payload={
            "source": asked.source,
            "named": asked.named,
            "people": len(asked.people),
            "danger": asked.danger_now,
        },
    )
    if asked.advice is not None:
        _advise(found, asked.advice, by=by, at=at)
    return found


@transaction.atomic
def advise(
    *, by: Actor, at: datetime, consultation: Consultation, given: Given, version: int | None = None
) -> Advice | Refused:
    """Give the advice, or add to what was given: the earlier stays as it was said."""
    held = hold(consultation, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_advise(given, state=held.state)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at)
    return _advise(held, given, by=by, at=at)


def _advise(consultation: Consultation, given: Given, *, by: Actor, at: datetime) -> Advice:
    first = not Advice.objects.filter(consultation=consultation).exists()
    advice = Advice.objects.create(
        consultation=consultation,
        text=given.text,
        level=given.level,
        refer=given.refer,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    state = rules.stands(given, state=consultation.state)
    if state == "waiting" and consultation.advised_at is None:
        due = times.due(consultation.desk, "expected", started=at, level=given.level)
        move(consultation, state=state, advised_at=at, due_at=due, chase_at=due)
    elif state == "given":
        move(consultation, state=state, due_at=None)
    else:
        move(consultation, state=state)
    append(
        events.ADVISED,
        by=by,
        at=at,
        about=refs(consultation),
        payload={"level": given.level, "refer": given.refer, "first": first},
    )
    return advice

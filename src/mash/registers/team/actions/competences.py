"""Asked for with evidence, recorded by a manager, decided on by another person, ended."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.registers.accounts.models import User
from mash.registers.agencies.models import Hub
from mash.registers.standards.queries import codes
from mash.registers.team import events, rules
from mash.registers.team.actions.common import about, judge, no
from mash.registers.team.models import Competence
from mash.registers.team.rules import Told

ASK: Final = "team:competence:ask"
APPROVE: Final = "team:competence:approve"


def _say(permission: str, *, by: Actor, at: datetime, hub: Hub, user: User, said: Told) -> Refused | None:
    refused = judge(permission, by=by, at=at, hub=hub, user=user)
    if refused is not None:
        return refused
    why = rules.may_say(said, known={one.code for one in codes("competence", at=at)})
    return no(permission, why, by=by, at=at, hub=hub) if isinstance(why, Refused) else None


def _row(by: Actor, at: datetime, hub: Hub, user: User, said: Told) -> Competence:
    return Competence(
        hub=hub,
        user=user,
        code=said.code,
        evidence=said.evidence.strip(),
        source=said.source.strip(),
        from_day=said.from_day,
        until_day=said.until_day,
        by=str(by),
        by_name=by.name,
        at=at,
    )


def _held(row: Competence) -> Competence:
    """The row as it is now, held where whoever acts may change it; the rule refuses one's own."""
    held = Competence.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    return held or Competence.objects.get(pk=row.pk)


def _payload(row: Competence) -> dict[str, object]:
    until = row.until_day.isoformat() if row.until_day else None
    return {"code": row.code, "from": row.from_day.isoformat(), "until": until}


@transaction.atomic
def ask(*, by: Actor, at: datetime, hub: Hub, user: User, said: Told) -> Competence | Refused:
    """Ask for a competence of one's own, with evidence. The same one asked for again while it waits is one."""
    refused = _say(ASK, by=by, at=at, hub=hub, user=user, said=said)
    if refused is not None:
        return refused
    made = _row(by, at, hub, user, said)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        return Competence.objects.get(hub=hub, user=user, code=said.code, state=Competence.State.ASKED)
    append(events.ASKED, by=by, at=at, about=about(hub, made.public_id), payload=_payload(made))
    return made


@transaction.atomic
def record(*, by: Actor, at: datetime, hub: Hub, user: User, said: Told) -> Competence | Refused:
    """A manager records what a colleague is able to do, on evidence: it is held at once. Never one's own."""
    refused = _say(APPROVE, by=by, at=at, hub=hub, user=user, said=said)
    if refused is not None:
        return refused
    own = rules.may_decide(by, user=user.pk, state="asked", held=True, why="")
    if isinstance(own, Refused):
        return no(APPROVE, own, by=by, at=at, hub=hub)
    there = Competence.objects.filter(
        hub=hub, user=user, code=said.code, state="held", from_day=said.from_day, ended_at=None
    ).first()
    if there is not None and there.until_day == said.until_day:
        return there
    made = _row(by, at, hub, user, said)
    made.state, made.decided_at = Competence.State.HELD, at
    made.decided_by, made.decided_by_name = str(by), by.name
    made.save()
    append(
        events.RECORDED,
        by=by,
        at=at,
        about=about(hub, made.public_id),
        payload={"user": user.pk, **_payload(made)},
    )
    return made


@transaction.atomic
def decide(
    *, by: Actor, at: datetime, competence: Competence, held: bool, why: str = ""
) -> Competence | Refused:
    """Say of what somebody asked for that it is held, or why it is not."""
    hub, ref = competence.hub, competence.public_id
    refused = judge(APPROVE, by=by, at=at, hub=hub, ref=ref)
    if refused is not None:
        return refused
    row = _held(competence)
    allowed = rules.may_decide(by, user=row.user_id, state=row.state, held=held, why=why)
    if isinstance(allowed, Refused):
        return no(APPROVE, allowed, by=by, at=at, hub=hub, ref=ref)
    row.state = Competence.State.HELD if held else Competence.State.REFUSED
    row.decided_at, row.decided_by, row.decided_by_name, row.decided_why = at, str(by), by.name, why.strip()
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name", "decided_why"])
    append(
        events.DECIDED,
        by=by,
        at=at,
        about=about(hub, ref),
        payload={"user": row.user_id, "code": row.code, "state": str(row.state)},
    )
    return row


@transaction.atomic
def end(*, by: Actor, at: datetime, competence: Competence) -> Competence | Refused:
    """It is held no more, from now on: a manager says so. Said twice it is one."""
    hub, ref = competence.hub, competence.public_id
    refused = judge(APPROVE, by=by, at=at, hub=hub, ref=ref)
    if refused is not None:
        return refused
    row = _held(competence)
    if row.ended_at is None:
        row.ended_at, row.ended_by_name = at, by.name
        row.save(update_fields=["ended_at", "ended_by_name"])
        append(
            events.ENDED, by=by, at=at, about=about(hub, ref), payload={"user": row.user_id, "code": row.code}
        )
    return row

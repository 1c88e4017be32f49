"""Take a step on a pathway, and take back one that was wrong."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from mash.casework.cases.actions.decide import decider_of
from mash.casework.cases.models import Case
from mash.casework.cases.queries import picture_of
from mash.casework.matters.holding import move as move_row
from mash.casework.pathways import events, queries, rules
from mash.casework.pathways.actions import clocks
from mash.casework.pathways.actions.common import WORK, case_of, hold, no, refs, registration_of
from mash.casework.pathways.models import Pathway, Step
from mash.casework.pathways.rules import StepSaid
from mash.casework.pathways.workflow import KINDS, Move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import publish
from mash.registers.standards.queries import codes


@transaction.atomic
def step(
    *, by: Actor, at: datetime, pathway: Pathway, said: StepSaid, version: int | None = None
) -> Pathway | Refused:
    """Take one step; sent twice it is one."""
    kind = KINDS[pathway.kind]
    permission = next((one.permission for one in kind.moves if one.verb == said.verb), WORK)
    held = hold(pathway, by=by, at=at, version=None, permission=permission)
    if isinstance(held, Refused):
        return held
    stand = queries.standing(held)
    last = stand[-1] if stand else None
    if version not in {None, held.version}:
        if last is not None and _is_again(last, said, by, kind.move(said.verb, last.source)):
            return held
        return no(held, rules.changed(), by=by, at=at, permission=permission)
    move = kind.move(said.verb, held.state)
    case = case_of(held)
    allowed = rules.may_step(
        move,
        said.facts,
        decider=decider_of(by),
        authority=held.desk.authority.key,
        not_considered=_not_considered(held, case, move, by=by, at=at),
        same_person=last is not None and last.by == str(by),
        known={one.codes: {each.code for each in codes(one.codes, at=at)} for one in move.asks if one.codes}
        if move
        else {},
    )
    if isinstance(allowed, Refused) or move is None:
        why = allowed if isinstance(allowed, Refused) else rules.changed()
        return no(held, why, by=by, at=at, permission=permission)
    _take(held, move, said, case, by=by, at=at)
    return held


def _take(held: Pathway, move: Move, said: StepSaid, case: Case, *, by: Actor, at: datetime) -> None:
    facts = rules.kept(move, said.facts)
    taken = Step.objects.create(
        matter_id=held.matter_id,
        pathway=held,
        verb=move.verb,
        source=held.state,
        target=move.target,
        facts=facts,
        by=str(by),
        by_name=by.name,
        by_registration=registration_of(by),
        at=at,
    )
    clocks.stop(held, taken, move.stops, at=at)
    ends = move.target in KINDS[held.kind].ends
    if ends:
        clocks.running(held).update(stopped_at=at, stopped_by=taken)
    clocks.start(held, taken, move.starts, case=case, at=at)
    source, outcome, due = held.state, facts.get(move.outcome, ""), clocks.next_due(held)
    move_row(held, state=move.target, due_at=due, outcome=outcome, ended_at=at if ends else None)
    append(
        events.STEPPED,
        by=by,
        at=at,
        about=refs(held),
        payload={
            "kind": held.kind,
            "step": move.verb,
            "from": source,
            "to": move.target,
            "outcome": outcome,
            "due": due.isoformat() if due else None,
        },
    )
    publish(events.STEPPED.name, at=at, matter=held.matter.ref)


def _not_considered(held: Pathway, case: Case, move: Move | None, *, by: Actor, at: datetime) -> int:
    if move is None or not move.waits_for_others:
        return 0
    return sum(one.open for one in queries.others(held, picture_of(case, by=by, at=at), at=at))


def _is_again(last: Step, said: StepSaid, by: Actor, move: Move | None) -> bool:
    return (
        move is not None
        and last.verb == said.verb
        and last.by == str(by)
        and last.facts == rules.kept(move, said.facts)
    )


@transaction.atomic
def take_back(
    *, by: Actor, at: datetime, pathway: Pathway, wrong: int, reason: str, version: int | None = None
) -> Pathway | Refused:
    """Take back the last step (its number), with a reason: both stay, and the pathway stands where it stood before.

    Its clocks go back too. Sent twice it is once. How it began is not taken back.
    """
    kind = KINDS[pathway.kind]
    last = next(iter(reversed(queries.standing(pathway))), None)
    move = kind.move(last.verb, last.source) if last else None
    permission = move.permission if move else WORK
    held = hold(pathway, by=by, at=at, version=None, permission=permission)
    if isinstance(held, Refused):
        return held
    if Step.objects.filter(pathway=held, takes_back=wrong).exists():
        return held
    stand = queries.standing(held)
    refused: Refused | None = None
    if version not in {None, held.version}:
        refused = rules.changed()
    elif not reason.strip():
        refused = rules.no_reason()
    elif len(stand) < 2 or stand[-1].pk != wrong:
        refused = rules.not_last()
    if refused is not None:
        return no(held, refused, by=by, at=at, permission=permission)
    one = stand[-1]
    try:
        with transaction.atomic():
            move_row(held, state=one.source, outcome="", ended_at=None)
    except IntegrityError:
        return no(held, rules.open_already(), by=by, at=at, permission=permission)
    Step.objects.create(
        matter_id=held.matter_id,
        pathway=held,
        verb="take-back",
        source=one.target,
        target=one.source,
        takes_back=one,
        reason=reason.strip(),
        by=str(by),
        by_name=by.name,
        by_registration=registration_of(by),
        at=at,
    )
    clocks.undo(one)
    held.due_at = clocks.next_due(held)
    held.save(update_fields=["due_at"])
    payload = {"kind": held.kind, "step": one.verb, "to": one.source}
    append(events.TAKEN_BACK, by=by, at=at, about=refs(held), payload=payload)
    return held

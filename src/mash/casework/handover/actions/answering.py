"""The receiver acknowledges an offer and answers it; of who has no page here the hub records what they said."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.cases.actions.attention import handover_refused
from mash.casework.handover import events, rules
from mash.casework.handover.actions.common import ANSWER, OFFER, REASONS, hold, no, refs
from mash.casework.handover.models import Handover
from mash.casework.handover.rules import Answer, side_of
from mash.casework.matters.holding import move
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.registers.standards.queries import codes


def _permission(by: Actor) -> str:
    return ANSWER if side_of(by.role) == "agency" else OFFER


@transaction.atomic
def acknowledge(*, by: Actor, at: datetime, handover: Handover) -> Handover | Refused:
    """Somebody of the receiving agency has read it. Said once: later readers change nothing. It is no acceptance."""
    held = hold(handover, by=by, at=at, permission=ANSWER)
    if isinstance(held, Refused):
        return held
    if held.agency is None or held.agency.key != by.agency or held.state == "withdrawn":
        return no(held, rules.missing(), by=by, at=at, permission=ANSWER)
    if held.acknowledged_at is None and held.state == "offered":
        move(held, acknowledged_at=at, acknowledged_by_name=by.name)
        append(events.ACKNOWLEDGED, by=by, at=at, about=refs(held))
    return held


@transaction.atomic
def answer(
    *, by: Actor, at: datetime, handover: Handover, said: Answer, version: int | None = None
) -> Handover | Refused:
    """Accept or refuse it, for one's own agency, or as the hub what a receiver told it. Sent twice it is one.

    A refusal asks for the worker's attention; the hub was responsible all the while and stays so.
    """
    permission = _permission(by)
    held = hold(handover, by=by, at=at, permission=permission)
    if isinstance(held, Refused):
        return held
    recorded = permission == OFFER
    if not recorded and (held.agency is None or held.agency.key != by.agency):
        return no(held, rules.missing(), by=by, at=at, permission=permission)
    state = "accepted" if said.accepts else "refused"
    given = _given(said)
    same = all(getattr(held, key) == value for key, value in given.items())
    if held.state == state and held.answered_by == str(by) and same:
        return held
    if version not in {None, held.version}:
        return no(held, rules.changed(), by=by, at=at, permission=permission)
    allowed = rules.may_answer(
        said,
        state=held.state,
        to=held.to,
        recorded=recorded,
        reasons={one.code for one in codes(REASONS, at=at)},
    )
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=permission)
    move(held, state=state, answered_at=at, answered_by=str(by), answered_by_name=by.name, **given)
    if said.accepts:
        append(events.ACCEPTED, by=by, at=at, about=refs(held), payload={"recorded": recorded})
    else:
        payload = {"reason": held.reason, "recorded": recorded}
        append(events.REFUSED, by=by, at=at, about=refs(held), payload=payload)
        handover_refused(held.matter_id, by, at)
    return held


def _given(said: Answer) -> dict[str, str]:
    """The fields of an answer: an acceptance keeps no reason, a refusal no worker."""
    taken = {"worker": said.worker, "reach": said.reach, "receipt": said.receipt}
    refused = {"reason": said.reason, "text": said.text}
    kept = taken if said.accepts else refused
    return {**dict.fromkeys({**taken, **refused}, ""), **kept, "said_by": said.said_by}

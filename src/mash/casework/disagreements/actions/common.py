"""What every step on a disagreement begins with, and where it stands afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.disagreements import rules, times
from mash.casework.disagreements.models import Disagreement, Step
from mash.casework.matters.holding import hold as hold_row
from mash.casework.matters.holding import move
from mash.casework.sharing.actions.telling import tell_agency
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.registers.standards.queries import codes

WORK: Final = "disagreements:disagreement:work"
DECIDE: Final = "disagreements:disagreement:decide"
OUTCOMES: Final = "disagreement-outcome"


def refs(one: Disagreement) -> list[Ref]:
    """What the ledger names of a disagreement. The matter is found by the ledger itself: an agency does not know it."""
    request = [Ref("request", one.about_ref)] if one.about_kind == "request" else []
    return [Ref("disagreement", one.ref), Ref("agency", one.agency.key), *request]


def hold(
    one: Disagreement, *, by: Actor, at: datetime, version: int | None = None, permission: str = WORK
) -> Disagreement | Refused:
    """The disagreement, locked, for whoever may work on it; `version` is the one that the page showed."""
    rows = Disagreement.objects.select_related("desk", "agency")
    held = hold_row(rows, one, permission, by=by, version=version, changed=rules.changed)
    return no(one, held, by=by, at=at, permission=permission) if isinstance(held, Refused) else held


def no(one: Disagreement, why: Refused, *, by: Actor, at: datetime, permission: str = WORK) -> Refused:
    return refuse(permission, why, by=by, at=at, about=refs(one))


def note(
    one: Disagreement, kind: str, *, by: Actor, at: datetime, side: str = "", text: str = "", **chair: str
) -> Step:
    return Step.objects.create(
        matter_id=one.matter_id,
        disagreement=one,
        kind=kind,
        step=one.step,
        side=side,
        text=text,
        by=str(by),
        by_name=by.name,
        at=at,
        **chair,
    )


def stands(one: Disagreement, step: int, *, at: datetime) -> datetime:
    """Let it stand at this step from now; when its time is over."""
    due = times.due(one.desk, one.ladder[step - 1], urgent=one.urgent, started=at)
    move(one, step=step, due_at=due, climbs_at=due if step < one.last_step else None)
    return due


def tell(one: Disagreement, *, at: datetime) -> None:
    """The agency's inbox hears of it, by reference alone."""
    tell_agency(
        one.agency,
        template="disagreement",
        reference=one.ref,
        link=f"/disagreements/{one.ref}",
        at=at,
        what="disagreement",
    )


def outcomes(at: datetime) -> list[str]:
    return [one.code for one in codes(OUTCOMES, at=at)]

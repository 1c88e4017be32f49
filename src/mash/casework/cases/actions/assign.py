"""Give a case to a worker."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from mash.casework.cases import events, ports
from mash.casework.cases.actions.triage import about, hold
from mash.casework.cases.models import Case
from mash.casework.matters.actions import grant, never_sees, too_close
from mash.casework.matters.holding import save
from mash.foundation.kernel import Actor, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.queries import seats_of
from mash.registers.accounts.rules import may

# Who may have a case: a seat of one of these roles at the case's hub.
WORKERS = frozenset({"screener", "decider", "manager", "practitioner"})


def _seat(worker: User, case: Case, at: datetime) -> Seat | None:
    held = [
        one for one in seats_of(worker, at=at) if one.role in WORKERS and one.hub_id == case.matter.hub_id
    ]
    return next((one for one in held if one.role != "practitioner"), held[0] if held else None)


@transaction.atomic
def assign(*, by: Actor, at: datetime, case: Case, worker: User) -> Case | Refused:
    """Give the case to `worker`, who holds a seat at its hub; a field practitioner sees it from then on."""
    allowed: Verdict = may(by, "cases:case:assign")
    seat = _seat(worker, case, at)
    if allowed and (seat is None or not worker.is_active):
        allowed = Refused("cases:case:no-seat", _("This person does not work at the hub. Choose another."))
    if allowed and never_sees(worker.pk, case.matter):
        allowed = too_close()
    if not allowed or seat is None:
        return refuse("cases:case:assign", cast("Refused", allowed), by=by, at=at, about=about(case))
    if seat.role == "practitioner":
        given = grant(by=by, at=at, matter=case.matter, user=worker, reason="assigned")
        if isinstance(given, Refused):
            return given
    held = hold(case, "cases:case:assign", by=by, at=at)
    if isinstance(held, Refused):
        return held
    case = held
    case.worker_id = worker.pk
    save(case, "worker")
    append(events.ASSIGNED, by=by, at=at, about=about(case), payload={"worker": worker.pk})
    for told in ports.on_given:
        told(case, by, at)
    return case

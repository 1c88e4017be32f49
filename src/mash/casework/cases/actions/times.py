"""Before a time limit ends its worker is told, and once it has ended the manager too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from mash.casework.cases import events
from mash.casework.cases.actions.triage import about
from mash.casework.cases.models import Case, Clock
from mash.casework.cases.queries.clocks import FIXED
from mash.casework.matters.actions import never_sees
from mash.casework.matters.models import Grant
from mash.foundation.kernel import Actor
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.accounts.models import Seat, User

FRESH: Final = timedelta(days=3)
"""What ran out longer ago is on the worklist, and a message of it would only be noise."""
MANY: Final = 100
UNTOLD: Final = (*FIXED, "feedback")
"""The time to answer the referrer stops when closing is asked for, not with the answer: to tell of it would often be untrue."""


@transaction.atomic
def tell_of_time(*, by: Actor, at: datetime, many: int = MANY) -> int:
    """Send a reference to whoever has the case once a clock warns, or to its managers where nobody has it; and to both once it is
    late. Each is told once of each clock. Returns how many clocks were told of, of at most `many` cases.
    """
    with as_service("attention"):
        waiting = _waiting(at).order_by("due_at").values_list("matter", flat=True)[:many]
        rows = Case.objects.select_for_update(of=("self",)).filter(matter__in=list(waiting), closed_at=None)
        cases = {one.matter_id: one for one in rows.select_related("matter__hub", "worker").order_by("pk")}
        clocks = list(_waiting(at).filter(matter__in=list(cases)).order_by("pk"))
        for clock in clocks:
            _tell(cases[clock.matter_id], clock, by=by, at=at)
    return len(clocks)


def _waiting(at: datetime) -> QuerySet[Clock]:
    warns = Q(warned_at=None, warns_at__lte=at, warns_at__gt=at - FRESH)
    late = Q(late_told_at=None, due_at__lt=at, due_at__gt=at - FRESH)
    return Clock.objects.filter(warns | late, stopped_at=None, replaced=False).exclude(step__in=UNTOLD)


def _tell(case: Case, clock: Clock, *, by: Actor, at: datetime) -> None:
    late = clock.due_at < at
    told = send_to(case, late=late, at=at)
    clock.warned_at = clock.warned_at or at
    clock.late_told_at = at if late else None
    clock.save(update_fields=["warned_at", "late_told_at"])
    payload = {"step": clock.step, "state": "is-over" if late else "runs-out", "told": told}
    append(events.TIME_TOLD, by=by, at=at, about=about(case), payload=payload)


def send_to(case: Case, *, late: bool, at: datetime, reference: str = "", link: str = "") -> int:
    """Send whoever has a case, or where nobody has it or it is `late` its managers too, the reference of a time; how many people.

    `reference` and `link` are the case's own where they are not given.
    """
    told = {case.worker} if case.worker is not None and _reads(case.worker, case, at=at) else set()
    if late or not told:
        told |= _managers(case, at=at)
    for user in sorted(told, key=lambda one: one.pk):
        queue_message(
            to=user.email,
            channel="email",
            template="time_is_over" if late else "time_runs_out",
            reference=reference or case.matter.ref,
            at=at,
            link=link or f"/cases/{case.matter.ref}/",
        )
    return len(told)


def _managers(case: Case, *, at: datetime) -> set[User]:
    """The managers of its hub from whom the case is not kept."""
    seats = _seats(at).filter(role="manager", hub=case.matter.hub_id).select_related("user")
    return {one.user for one in seats if _may_see(one.user, case)}


def _reads(user: User, case: Case, *, at: datetime) -> bool:
    """Whether this user sits at its hub and the case is not kept from them."""
    return _seats(at).filter(user=user, hub=case.matter.hub_id).exists() and _may_see(user, case)


def _seats(at: datetime) -> QuerySet[Seat]:
    here = Q(until_at__isnull=True) | Q(until_at__gt=at)
    return Seat.objects.filter(here, from_at__lte=at, user__is_active=True)


def _may_see(user: User, case: Case) -> bool:
    """Whether it is not kept from the user: of a restricted case nobody hears who is not named on it."""
    if never_sees(user.pk, case.matter):
        return False
    named = Grant.objects.filter(matter=case.matter, holder_kind="user", holder_id=user.pk, until_at=None)
    return case.matter.restriction == "open" or named.exists()

"""Reading hand-overs: lists of a hub and of an agency, one, those of a matter, and what keeps a case open."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Case as When_
from django.db.models import Count, IntegerField, Q, QuerySet, When

from mash.casework.cases.models import Case
from mash.casework.handover import rules
from mash.casework.handover.models import Handover
from mash.foundation.kernel import ALLOWED, Actor, Verdict
from mash.registers.clocks import counting
from mash.registers.clocks.models import Recount

QUEUES: Final = ("waiting", "late", "refused", "accepted", "withdrawn")


def listed(queue: str, *, at: datetime, agency: str = "", hub: int | None = None) -> QuerySet[Handover]:
    """A queue of an agency or of a hub: of what waits the late first, then what is due first; else the latest first."""
    found = _of(agency, hub).filter(_in(queue, at)).select_related("agency", "hub")
    if queue in {"waiting", "late"}:
        late = When_(When(due_at__lt=at, then=0), default=1, output_field=IntegerField())
        return found.order_by(late, "due_at", "pk")
    return found.order_by("-answered_at", "-pk")


def counts(*, at: datetime, agency: str = "", hub: int | None = None) -> dict[str, int]:
    """How many are in each queue."""
    said = {one: Count("pk", filter=_in(one, at)) for one in QUEUES}
    return {key: int(value) for key, value in _of(agency, hub).aggregate(**said).items()}


def overdue(hub: int, *, at: datetime) -> QuerySet[Handover]:
    """A hub's offers that nobody answered in time."""
    return _of("", hub).filter(_in("late", at))


def _of(agency: str, hub: int | None) -> QuerySet[Handover]:
    found = Handover.objects.all()
    return found.filter(agency__key=agency) if agency else found.filter(hub_id=hub or 0)


def _in(queue: str, at: datetime) -> Q:
    if queue == "waiting":
        return Q(state="offered")
    if queue == "late":
        return Q(state="offered", due_at__lt=at)
    return Q(state=queue)


def get(ref: str) -> Handover | None:
    """One; None alike for a hidden one and none. Nothing is joined that its receiver may not see."""
    return Handover.objects.select_related("agency", "hub", "desk", "team").filter(ref=ref).first()


def of_matter(matter: int) -> list[Handover]:
    """Those of a matter, the latest first."""
    found = Handover.objects.filter(matter_id=matter).select_related("agency")
    return list(found.order_by("-offered_at", "-pk"))


def may_close(case: Case, _by: Actor, _at: datetime) -> Verdict:
    """Asked by cases: a case does not close while somebody has not answered what was offered of it."""
    waits = Handover.objects.filter(matter=case.matter_id, state="offered")
    return rules.unanswered() if waits.exists() else ALLOWED


def running_on(recount: Recount) -> QuerySet[Handover]:
    """The unanswered offers that a change of hours can move."""
    found = Handover.objects.filter(counting.within(recount, started="offered_at"), state="offered")
    return found.filter(desk__key=recount.calendar.key)

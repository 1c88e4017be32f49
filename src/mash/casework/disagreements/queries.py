"""Reading disagreements: lists of a hub and of an agency, one, those about one thing, and counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from mash.casework.disagreements import rules
from mash.casework.disagreements.models import Disagreement, View

QUEUES: Final = ("open", "overdue", "ended")


def listed(queue: str, *, at: datetime, agency: str = "", hub: int | None = None) -> QuerySet[Disagreement]:
    """A queue of an agency or of a hub: overdue first, then what is due first; of `ended` the latest first."""
    found = _of(agency, hub).filter(_in(queue, at)).select_related("agency", "desk")
    if queue == "ended":
        return found.order_by("-ended_at", "-pk")
    late = Case(When(due_at__lte=at, then=0), default=1, output_field=IntegerField())
    return found.order_by(late, "due_at", "pk")


def counts(*, at: datetime, agency: str = "", hub: int | None = None) -> dict[str, int]:
    """How many are in each queue."""
    said = {one: Count("pk", filter=_in(one, at)) for one in QUEUES}
    return {key: int(value) for key, value in _of(agency, hub).aggregate(**said).items()}


def overdue(hub: int, *, at: datetime) -> QuerySet[Disagreement]:
    """A hub's disagreements whose step is due."""
    return _of("", hub).filter(_in("overdue", at))


def _of(agency: str, hub: int | None) -> QuerySet[Disagreement]:
    found = Disagreement.objects.all()
    return found.filter(agency__key=agency) if agency else found.filter(hub_id=hub or 0)


def _in(queue: str, at: datetime) -> Q:
    return {
        "open": Q(state="open"),
        "overdue": Q(state="open", due_at__lte=at),
        "ended": ~Q(state="open"),
    }[queue]


def unheard(side: str) -> QuerySet[Disagreement]:
    """Open ones on which this side has said nothing yet at the step where they stand; who opened one has, at its first."""
    said = View.objects.filter(disagreement=OuterRef("pk"), step=OuterRef("step"), side=side)
    return Disagreement.objects.filter(~Exists(said), state="open").exclude(opened_from=side, step=1)


def get(ref: str) -> Disagreement | None:
    """One with all that hangs on it; None alike for a hidden one and none."""
    return (
        Disagreement.objects.select_related("agency", "desk", "hub", "agreement__agreement")
        .prefetch_related("steps", "views")
        .filter(ref=ref)
        .first()
    )


def of_matter(matter: int) -> list[Disagreement]:
    """Those of a matter, open first, then the latest."""
    found = Disagreement.objects.filter(matter_id=matter).select_related("agency")
    return list(found.order_by(F("ended_at").desc(nulls_first=True), "-opened_at"))


def about_request(ref: str) -> list[Disagreement]:
    """Those about one request, open first, then the latest."""
    found = Disagreement.objects.filter(about_kind="request", about_ref=ref).select_related("agency")
    return list(found.order_by(F("ended_at").desc(nulls_first=True), "-opened_at"))


def facts(hubs: Iterable[int], *, since: datetime, until: datetime) -> list[rules.Fact]:
    """What was opened in that time, as figures have it."""
    rows = (
        Disagreement.objects.filter(hub_id__in=list(hubs), opened_at__gte=since, opened_at__lt=until)
        .order_by("opened_at", "pk")
        .values_list("kind", "outcome", "step", "agency__name", "opened_from", "state")
    )
    return [rules.Fact(*row) for row in rows]

"""The desk's open cases in order of risk and clock. Every list names its desk, so that an index serves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from mash.casework.cases.models import Case

PAGE = 25

QUEUES: dict[str, Callable[[datetime, int | None], Q]] = {
    "open": lambda _at, _user: Q(),
    "new": lambda _at, _user: Q(state="new"),
    "rated": lambda _at, _user: Q(state="rated"),
    "asking": lambda _at, _user: Q(state="asking"),
    "decided": lambda _at, _user: Q(state="decided"),
    "late": lambda at, _user: Q(due_at__lt=at),
    "attention": lambda _at, _user: ~Q(attention=""),
    "mine": lambda _at, user: Q(worker_id=user),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases, from `number` 1; `more` says that another follows."""

    cases: list[Case]
    number: int
    more: bool


def _open(desk: int) -> QuerySet[Case]:
    return Case.objects.filter(desk_id=desk, closed_at__isnull=True)


def worklist(
    *, desk: int, at: datetime, user: int | None = None, queue: str = "open", rating: str = "", page: int = 1
) -> Page:
    """One page of a queue, most urgent first. Raises KeyError for a queue that is not in QUEUES."""
    found = _open(desk).filter(QUEUES[queue](at, user))
    if rating:
        found = found.filter(rating="" if rating == "none" else rating)
    start = (page - 1) * PAGE
    rows = list(
        found.select_related("matter", "worker").order_by("urgency", "due_at", "id")[start : start + PAGE + 1]
    )
    return Page(rows[:PAGE], page, len(rows) > PAGE)


def counts(*, desk: int, at: datetime, user: int | None = None) -> dict[str, int]:
    """How many open cases each queue holds, in one query."""
    wanted = {key: Count("pk", filter=make(at, user)) for key, make in QUEUES.items() if key != "open"}
    return _open(desk).aggregate(open=Count("pk"), **wanted)


def closed(*, desk: int, page: int = 1) -> Page:
    """Closed cases, the last closed first."""
    start = (page - 1) * PAGE
    rows = list(
        Case.objects.filter(desk_id=desk, closed_at__isnull=False)
        .select_related("matter", "worker")
        .order_by("-closed_at", "-id")[start : start + PAGE + 1]
    )
    return Page(rows[:PAGE], page, len(rows) > PAGE)

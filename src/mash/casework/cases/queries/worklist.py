"""The desk's open cases in order of risk and clock. Every list names its desk, so that an index serves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from django.db.models import Count, Q, QuerySet

from mash.casework.cases.models import Case
from mash.casework.cases.queries.together import Lists, Together
from mash.casework.cases.rules import RATINGS
from mash.casework.matters.models import Grant

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
    "nobody": lambda _at, _user: Q(worker__isnull=True),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases, from `number` 1; `more` says that another follows."""

    cases: list[Case]
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What one worker has open at a desk: all, by rating ("" for not rated), and how many are overdue."""

    worker: int | None
    name: str
    open: int
    ratings: dict[str, int]
    late: int


def _open(desk: int, granted_to: int | None = None) -> QuerySet[Case]:
    found = Case.objects.filter(desk_id=desk, closed_at__isnull=True)
    if granted_to is not None:
        # Whoever sees single cases finds them by their grants, which are few; the policy alone would read all.
        mine = Grant.objects.filter(holder_kind="user", holder_id=granted_to).values("matter_id")
        found = found.filter(matter_id__in=mine)
    return found


def _rated(found: QuerySet[Case], rating: str) -> QuerySet[Case]:
    return found.filter(rating="" if rating == "none" else rating) if rating else found


def worklist(
    *,
    desk: int,
    at: datetime,
    user: int | None = None,
    queue: str = "open",
    rating: str = "",
    page: int = 1,
    granted_to: int | None = None,
) -> Page:
    """One page of a queue, most urgent first. Raises KeyError for a queue that is not in QUEUES.

    `rating` "none" asks for those not rated; `granted_to` for those that a user was given one by one.
    """
    found = _rated(_open(desk, granted_to), rating).filter(QUEUES[queue](at, user))
    start = (page - 1) * PAGE
    rows = list(
        found.select_related("matter", "worker").order_by("urgency", "due_at", "id")[start : start + PAGE + 1]
    )
    return Page(rows[:PAGE], page, len(rows) > PAGE)


def counts(
    *,
    desk: int,
    at: datetime,
    user: int | None = None,
    rating: str = "",
    granted_to: int | None = None,
) -> dict[str, int]:
    """How many open cases each queue holds, in one query."""
    reading = _COUNTS.get((rating, granted_to is None))
    if reading is None:
        lists = partial(_counts, rating=rating, all_of_desk=granted_to is None)
        reading = Together(lists, desk=-1, user=-2, granted_to=-3, at=datetime(1, 1, 1, tzinfo=UTC))
        _COUNTS[rating, granted_to is None] = reading
    found = reading.read(desk=desk, user=user or 0, granted_to=granted_to or 0, at=at)["counts"]
    return {key: found[0][key] if found else 0 for key in QUEUES}


# One for each rating and kind of reader: the statements are made once, since making them costs more than asking.
_COUNTS: dict[tuple[str, bool], Together] = {}


def _counts(*, desk: int, at: datetime, user: int, granted_to: int, rating: str, all_of_desk: bool) -> Lists:
    """One row for the desk, with a column for each queue; none where nothing is open."""
    rows = (
        _rated(_open(desk, None if all_of_desk else granted_to), rating)
        .order_by()
        .values("desk_id")
        .annotate(**{key: Count("pk", filter=make(at, user)) for key, make in QUEUES.items()})
    )
    sql, params = rows.query.sql_with_params()
    return {"counts": (sql, list(params))}


def load(*, desk: int, at: datetime) -> list[Load]:
    """What each worker has open at a desk, in one query; who has most overdue first, nobody's cases last."""
    rows = (
        _open(desk)
        .values("worker_id", "worker__name")
        .annotate(
            total=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=at)),
            **{f"rated_{key or 'none'}": Count("pk", filter=Q(rating=key)) for key in ("", *RATINGS)},
        )
        .order_by("-late", "-total", "worker__name")
    )
    found = [
        Load(
            worker=row["worker_id"],
            name=row["worker__name"] or "",
            open=row["total"],
            ratings={key: int(str(dict(row)[f"rated_{key or 'none'}"])) for key in ("", *RATINGS)},
            late=row["late"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.worker is None)


def closed(*, desk: int, page: int = 1, granted_to: int | None = None) -> Page:
    """Closed cases, the last closed first."""
    start = (page - 1) * PAGE
    found = Case.objects.filter(desk_id=desk, closed_at__isnull=False)
    if granted_to is not None:
        mine = Grant.objects.filter(holder_kind="user", holder_id=granted_to).values("matter_id")
        found = found.filter(matter_id__in=mine)
    rows = list(
        found.select_related("matter", "worker").order_by("-closed_at", "-id")[start : start + PAGE + 1]
    )
    return Page(rows[:PAGE], page, len(rows) > PAGE)

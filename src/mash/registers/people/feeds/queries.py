"""What others may ask of feeds; the database leaves out what the asker does not see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from mash.registers.people.feeds.models import Feed, RowProblem, Run

SHOWN: Final = 50


def in_force(at: datetime) -> QuerySet[Feed]:
    """The feeds that are agreed at that time."""
    return Feed.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at).select_related(
        "agency"
    )


def feeds() -> QuerySet[Feed]:
    """Every feed, also those that ended."""
    return Feed.objects.select_related("agency")


def runs_of(feed: Feed) -> QuerySet[Run]:
    """The imports into a feed, the latest first."""
    return feed.runs.all()


def get_run(public_id: str) -> Run | None:
    """An import by its public id, with its feed and agency; None where there is none or the asker does not see it."""
    return Run.objects.select_related("feed__agency").filter(public_id=public_id).first()


def problems_of(run: Run, *, aside: bool | None = None, after: int = 0) -> Iterator[RowProblem]:
    """What was odd, row by row in the file's order; of rows kept aside only, or of those taken in only."""
    found = RowProblem.objects.filter(run=run, number__gt=after).order_by("number", "pk")
    if aside is not None:
        found = found.filter(aside=aside)
    return found.iterator(chunk_size=1_000)


def counted_problems(run: Run) -> list[tuple[str, str, int]]:
    """How often each thing was odd: its code, the column and the number of rows, the most frequent first."""
    from django.db.models import Count

    found = RowProblem.objects.filter(run=run).values_list("code", "column").annotate(rows=Count("pk"))
    return [(code, column, rows) for code, column, rows in found.order_by("-rows", "code", "column")]

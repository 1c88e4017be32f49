"""How reviewing goes: how many pairs, what second looks found, and what people said, for calibration."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import LONDON
from mash.registers.people.review.models import ReviewDecision
from mash.registers.people.review.queries import user_of


@dataclass(frozen=True, slots=True)
class Progress:
    """How reviewing goes: pairs decided since midnight and in the last seven days, and what second looks found."""

    today: int
    week: int
    mine: int
    second_looks: int
    differing: int

    @property
    def share(self) -> float | None:
        return self.differing / self.second_looks if self.second_looks else None


def progress(by: Actor, at: datetime, midnight: datetime) -> Progress:
    """Of pairs whose persons the asker sees; bulk counts, what nobody could tell does not."""
    counted = ReviewDecision.objects.exclude(answer="unsure").aggregate(
        today=Count("pk", filter=Q(at__gte=midnight, look=1)),
        week=Count("pk", filter=Q(at__gte=at - timedelta(days=7), look=1)),
        mine=Count("pk", filter=Q(at__gte=midnight, by_user=user_of(by))),
        second=Count("pk", filter=Q(look=2)),
    )
    return Progress(
        counted["today"], counted["week"], counted["mine"], counted["second"], len(disagreements(limit=None))
    )


def disagreements(*, limit: int | None = 50) -> list[ReviewDecision]:
    """Second looks that said otherwise than the first, the latest first, with both persons."""
    seconds = ReviewDecision.objects.filter(look=2).exclude(answer="unsure")
    firsts = {
        (one.a_id, one.b_id): one.answer
        for one in ReviewDecision.objects.filter(look=1, a__in=seconds.values("a")).exclude(answer="unsure")
    }
    differing = [
        one
        for one in seconds.select_related("person_a", "person_b").order_by("-at")
        if firsts.get((one.a_id, one.b_id), one.answer) != one.answer
    ]
    return differing[:limit]


@dataclass(frozen=True, slots=True)
class Week:
    """What was reviewed in one week, from its Monday: first looks by answer, those in bulk among them, and second looks."""

    monday: datetime
    same: int
    different: int
    unsure: int
    bulk: int
    second_looks: int
    differing: int


def weeks(at: datetime, *, many: int = 12) -> list[Week]:
    """The last weeks in which anything was reviewed, the latest first; of pairs whose persons the asker sees."""
    since = at - timedelta(weeks=many)
    rows = (
        ReviewDecision.objects.filter(at__gte=since)
        .annotate(monday=TruncWeek("at", tzinfo=LONDON))
        .values("monday")
        .annotate(
            same=Count("pk", filter=Q(look=1, answer="same")),
            different=Count("pk", filter=Q(look=1, answer="different")),
            unsure=Count("pk", filter=Q(look=1, answer="unsure")),
            bulk=Count("pk", filter=Q(look=1, bulk=True)),
            second_looks=Count("pk", filter=Q(look=2) & ~Q(answer="unsure")),
        )
        .order_by("-monday")
    )
    differing = Counter(_monday(one.at) for one in disagreements(limit=None) if one.at >= since)
    return [Week(**row, differing=differing[_monday(row["monday"])]) for row in rows]


def _monday(at: datetime) -> date:
    day = at.astimezone(LONDON).date()
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Labelled:
    """One pair of record numbers with what people said, for calibration; `probability` is what the model had said."""

    a: int
    b: int
    same: bool
    probability: float
    model: str


def labels() -> list[Labelled]:
    """Every answer that stands, of pairs that a model had weighed; for the service `matching`."""
    rows = (
        ReviewDecision.objects.filter(look=1, probability__isnull=False, statement__undone_at__isnull=True)
        .exclude(answer="unsure")
        .order_by("pk")
        .values_list("a_id", "b_id", "answer", "probability", "model__version")
    )
    return [
        Labelled(a, b, answer == "same", probability or 0.0, version or "")
        for a, b, answer, probability, version in rows
    ]

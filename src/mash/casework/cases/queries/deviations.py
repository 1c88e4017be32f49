"""What decisions deviated from, as facts to count: nobody's name and no reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mash.casework.cases.models import Deviation
from mash.foundation.kernel.time import LONDON


@dataclass(frozen=True, slots=True)
class Deviated:
    """One deviation: `what` is `minimum:CODE` or `timescale:STEP`, `month` as `2026-06`."""

    what: str
    role: str
    rating: str
    month: str
    standard: str


def deviations(hub: str, *, since: datetime, until: datetime) -> list[Deviated]:
    """The deviations of a hub in a period that whoever asks may see, in one query."""
    rows = (
        Deviation.objects.filter(matter__hub__key=hub, at__gte=since, at__lt=until)
        .order_by("at", "pk")
        .values_list("kind", "code", "role", "rating", "at", "standard")
    )
    return [
        Deviated(f"{kind}:{code}", role, rating, f"{at.astimezone(LONDON):%Y-%m}", standard)
        for kind, code, role, rating, at, standard in rows
    ]

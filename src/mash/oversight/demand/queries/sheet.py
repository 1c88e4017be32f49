"""What is written of the hours of a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mash.casework.calls.models import Ring
from mash.oversight.demand.models import Hour
from mash.oversight.demand.rules import Figures, bounds


def figures_of(desk: int, day: date) -> dict[int, Figures]:
    """What stands of each hour of a day at a desk; hours of which nothing was ever said are left out."""
    rows = Hour.objects.filter(desk_id=desk, day=day)
    return {one.hour: Figures(one.staff, one.offered, one.answered) for one in rows}


def has_switch(desk: int, day: date) -> bool:
    """Whether a telephone switch says which calls came on that day: then nobody enters them."""
    since, until = bounds(day)
    return Ring.objects.filter(desk_id=desk, offered_at__gte=since, offered_at__lt=until).exists()


def staff_on(desk: int, days: Iterable[date]) -> dict[date, dict[int, int]]:
    """How many people were on duty in each hour of these days of which it is written."""
    found: dict[date, dict[int, int]] = {}
    rows = Hour.objects.filter(desk_id=desk, day__in=list(days), staff__isnull=False)
    for day, hour, many in rows.values_list("day", "hour", "staff"):
        found.setdefault(day, {})[hour] = many or 0
    return found

"""What is written of the hours of a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max
from django.db.models.functions import TruncDate

from mash.casework.calls.models import Ring
from mash.foundation.kernel.time import LONDON
from mash.oversight.demand.models import Hour
from mash.oversight.demand.rules import NEAR, ONE_DAY, Figures, bounds, tells_until


def figures_of(desk: int, day: date) -> dict[int, Figures]:
    """What stands of each hour of a day at a desk; hours of which nothing was ever said are left out."""
    rows = Hour.objects.filter(desk_id=desk, day=day)
    return {one.hour: Figures(one.staff, one.offered, one.answered) for one in rows}


def has_switch(desk: int, day: date) -> bool:
    """Whether a telephone switch says which calls came on that day: then nobody enters them."""
    return tells_until(day, rang(desk, day, day)) is not None


def rang(desk: int, first: date, last: date) -> dict[date, datetime]:
    """The days on which a switch told of a call, of these and those NEAR them, with when the last of its calls was taken in."""
    since, until = bounds(first - NEAR * ONE_DAY)[0], bounds(last + NEAR * ONE_DAY)[1]
    rows = Ring.objects.filter(desk_id=desk, offered_at__gte=since, offered_at__lt=until).order_by()
    return dict(rows.values_list(TruncDate("offered_at", tzinfo=LONDON)).annotate(latest=Max("taken_in_at")))


def staff_on(desk: int, days: Iterable[date]) -> dict[date, dict[int, int]]:
    """How many people were on duty in each hour of these days of which it is written."""
    found: dict[date, dict[int, int]] = {}
    rows = Hour.objects.filter(desk_id=desk, day__in=list(days), staff__isnull=False)
    for day, hour, many in rows.values_list("day", "hour", "staff"):
        found.setdefault(day, {})[hour] = many or 0
    return found

"""Reading notices: a hub's, one, and those about these people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet

from mash.casework.cases.queries.together import everyone
from mash.casework.matters.models import Subject
from mash.casework.updates.models import Notice
from mash.foundation.kernel.time import LONDON

NOTICES: Final = ("waiting", "running", "ended")
"""`waiting` is what somebody is to acknowledge, to act on or to look at again, `running` all that has not ended."""
_WITH = ("matter", "subject__person", "subject__record", "contact")


def notices_of(hub: int, queue: str, *, at: datetime, kind: str = "") -> QuerySet[Notice]:
    """A hub's notices in a queue, of a kind where one is given: what waits first, else the latest."""
    found = Notice.objects.filter(_in(queue, at), hub_id=hub).select_related(*_WITH)
    if kind:
        found = found.filter(kind=kind)
    if queue == "waiting":
        return found.order_by(F("acknowledge_by").asc(nulls_last=True), "pk")
    return found.order_by("-received_at", "-pk")


def _in(queue: str, at: datetime) -> Q:
    today = at.astimezone(LONDON).date()
    running = Q(ended_on__isnull=True)
    return {
        "waiting": Q(acknowledged_at__isnull=True)
        | running
        & (Q(act_by__isnull=False, acted_on__isnull=True) | Q(review_on__lte=today) | Q(until__lt=today)),
        "running": running,
        "ended": Q(ended_on__isnull=False),
    }[queue]


def counts_of_notices(hub: int, *, at: datetime) -> dict[str, int]:
    """How many are in each queue."""
    return {one: Notice.objects.filter(_in(one, at), hub_id=hub).count() for one in NOTICES}


def get_notice(ref: str) -> Notice | None:
    """One notice; None alike for a hidden one and none."""
    return Notice.objects.select_related(*_WITH, "desk").filter(ref=ref).first()


def about_people(people: Iterable[int], *, matter: int | None = None) -> list[Notice]:
    """The notices that run about these persons, or whoever is one with them, and all of a matter; as far as the asker sees."""
    found = notices_about(sorted(set(people)), matter=matter)
    return list(found.select_related(*_WITH).order_by("received_at", "pk"))


def notices_about(people: list[int], *, matter: int | None = None) -> QuerySet[Notice]:
    """The same as a query, in no order."""
    wanted = Q(pk__in=[])
    if people:
        named = Subject.objects.filter(person_id__in=everyone(people)).order_by().values("pk")
        wanted = Q(subject_id__in=named, ended_on__isnull=True)
    if matter is not None:
        wanted |= Q(matter_id=matter)
    return Notice.objects.filter(wanted)

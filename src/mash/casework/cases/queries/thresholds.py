"""How worries of one kind were decided, in counts: nobody's name, no reference, and no case of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Subquery

from mash.casework.cases.models import Decision
from mash.casework.intake.models import Contact


@dataclass(frozen=True, slots=True)
class Decided:
    """What stands of one person's decision: `suggested` is the referrer's level of the first contact, None if none was said."""

    suggested: int | None
    level: int
    route: str


def decided(
    hub: str, *, population: str, since: datetime, until: datetime, concern: str = ""
) -> Counter[Decided]:
    """How often each was decided from `since` until before `until`, of cases that whoever asks may see, in one query.

    The decision that stands counts, once for each person. `concern` is a code of the list of worries; empty is every one.
    """
    first = Contact.objects.filter(matter=OuterRef("matter")).order_by("received_at", "pk")
    later = Decision.objects.filter(
        subject=OuterRef("subject"), immediate_protection=False, pk__gt=OuterRef("pk")
    )
    found = Decision.objects.filter(
        ~Exists(later),
        matter__hub__key=hub,
        matter__case__desk__population=population,
        immediate_protection=False,
        level__isnull=False,
        at__gte=since,
        at__lt=until,
    )
    if concern:
        found = found.filter(Exists(first.order_by().filter(concern_types__contains=[concern])))
    rows = (
        found.annotate(suggested=Subquery(first.values("level_suggested")[:1]))
        .order_by()
        .values_list("suggested", "level", "route")
        .annotate(Count("pk"))
    )
    return Counter({Decided(suggested, level, route): count for suggested, level, route, count in rows})

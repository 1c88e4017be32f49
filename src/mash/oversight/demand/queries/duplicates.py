"""How often the same came again, by each fact that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mash.casework.joining.models import Statement
from mash.casework.mailbox.queries import came, desks_screened
from mash.casework.notifications.models import Row
from mash.oversight.demand import rules
from mash.registers.agencies.models import Desk


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Mail that came before, notifications that were sent before, and contacts joined with an earlier one of the incident.

    Nothing counts that came again of a case that the actor does not see. Mail is None for who does not screen for the desk.
    """

    mail: int | None
    notifications: int
    joined: int


def duplicates(desk: Desk, *, since: datetime, until: datetime) -> Duplicates:
    """Of what came to the desk in that time."""
    rows = Row.objects.filter(
        Q(earlier__isnull=True) | Q(earlier__sent__isnull=False),
        source__desk_id=desk.pk,
        batch__at__gte=since,
        batch__at__lt=until,
        state=Row.State.DUPLICATE,
    )
    early = Q(contact__received_at__gte=since, contact__received_at__lt=until, matter__desk_id=desk.pk)
    other = Q(other__received_at__gte=since, other__received_at__lt=until, other_matter__desk_id=desk.pk)
    said = Statement.objects.filter(early | other).order_by("pk")
    pairs: dict[tuple[int, int], bool] = {}
    received: dict[int, datetime] = {}
    for one, at, another, later, kind in said.values_list(
        "contact_id", "contact__received_at", "other_id", "other__received_at", "kind"
    ):
        received[one], received[another] = at, later
        pairs[min(one, another), max(one, another)] = kind == Statement.JOINED
    joined = rules.joined_later([pair for pair, stands in pairs.items() if stands], received)
    return Duplicates(
        mail=sum(one.reason == "repeat" for one in came(desk.pk, since=since, until=until))
        if desk.pk in desks_screened()
        else None,
        notifications=rows.count(),
        joined=sum(since <= received[one] < until for one in joined),
    )

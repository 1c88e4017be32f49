"""Words and settings of the directory, and where an agency's people are written to."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from mash.registers.accounts.models import Seat
from mash.registers.agencies.models import Agency
from mash.registers.directory.models import CheckPeriod, Term
from mash.registers.directory.rules import local_day


def terms(name: str, *, at: datetime) -> list[Term]:
    """The words of a list that are in force then, in their order."""
    day = local_day(at)
    rows = Term.objects.filter(list=name, from_day__lte=day).filter(
        Q(until_day__isnull=True) | Q(until_day__gt=day)
    )
    return list(rows)


def labels(name: str) -> dict[str, str]:
    """Every word that a list ever had, by its code; of one that was reworded the latest."""
    return {one.code: one.label for one in Term.objects.filter(list=name).order_by("from_day", "pk")}


def check_days(*, at: datetime) -> dict[int | None, int]:
    """After how many days an entry is checked again: by hub, None for those without their own."""
    rows = CheckPeriod.objects.filter(from_day__lte=local_day(at)).order_by("from_day", "pk")
    return {one.hub_id: one.days for one in rows}


def inboxes_of(agency: Agency, *, at: datetime) -> list[str]:
    """Email addresses of everybody who receives for the agency now, each once."""
    seats = Seat.objects.filter(role="researcher", agency=agency, user__is_active=True, from_at__lte=at)
    found = seats.filter(Q(until_at__isnull=True) | Q(until_at__gt=at)).order_by("user_id")
    return list(dict.fromkeys(found.values_list("user__email", flat=True)))

"""What an agency is told by message: a reference, and where to read it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from mash.foundation.outbox.actions import queue_message
from mash.registers.accounts.models import Seat
from mash.registers.agencies.models import Agency


def tell_agency(agency: Agency, *, template: str, reference: str, link: str, at: datetime) -> int:
    """Write to everybody who receives for the agency now; how many."""
    seats = Seat.objects.filter(role="researcher", agency=agency, user__is_active=True, from_at__lte=at)
    found = seats.filter(Q(until_at__isnull=True) | Q(until_at__gt=at)).order_by("user_id")
    addresses = list(dict.fromkeys(found.values_list("user__email", flat=True)))
    for one in addresses:
        queue_message(to=one, channel="email", template=template, reference=reference, link=link, at=at)
    return len(addresses)

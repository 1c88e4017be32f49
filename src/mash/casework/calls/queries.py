"""Reading the calls of a desk: what goes on, who is to be called back, and what is waited for in writing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from mash.casework.calls.models import Call, Ring
from mash.casework.calls.rules import Offered
from mash.casework.consultations.queries import Suggested, likely_contacts
from mash.casework.consultations.rules import WINDOW, AskerSaid
from mash.casework.intake.models import Contact
from mash.foundation.kernel.time import LONDON

QUEUES: Final = ("now", "back", "written", "all")
"""`now` is on the line or was never ended, `back` is to be called back or decided, `written` waits for a confirmation."""
FORGOTTEN: Final = timedelta(hours=2)
"""A call that nobody has typed in for so long, and that was not ended, is pointed out."""
_IN: Final = {
    "now": Q(state="live"),
    "back": Q(state__in=["dropped", "unreached"]),
    "written": Q(written="waiting"),
}
_ORDER: Final = {"now": "started_at", "back": "due_at", "written": "written_due_at"}
BY_OTHER_DOORS: Final = ("form", "mail")


def of_desk(desk: int, queue: str) -> QuerySet[Call]:
    """A desk's calls in a queue: what is due first, and of `all` the latest first."""
    found = Call.objects.filter(desk_id=desk).select_related("contact__matter", "advice")
    if queue == "all":
        return found.order_by("-started_at", "-pk")
    return found.filter(_IN[queue]).order_by(F(_ORDER[queue]).asc(nulls_last=True), "pk")


def counts(desk: int) -> dict[str, int]:
    """How many are in each queue."""
    said = {one: Count("pk", filter=which) for one, which in _IN.items()}
    found = Call.objects.filter(desk_id=desk).aggregate(**said)
    return {str(key): int(value) for key, value in found.items()}


def overdue(desks: Iterable[int], *, at: datetime) -> QuerySet[Call]:
    """The callers of these desks who were not called back in time, or wait for somebody's decision."""
    return Call.objects.filter(_IN["back"], desk_id__in=list(desks), due_at__lte=at)


def get(ref: str, *, hold: bool = False) -> Call | None:
    """One call with all that hangs on it, held until the end where it is to be written; None for a hidden one and none."""
    found = Call.objects.select_related("desk__hub", "contact__matter", "advice", "confirmed_by__matter")
    found = found.prefetch_related("steps").filter(ref=ref)
    return (found.select_for_update(of=("self",)) if hold else found).first()


def of_contacts(contacts: Iterable[Contact]) -> dict[int, list[Call]]:
    """The calls of which each contact was made, and those that it confirms in writing, by the contact's number."""
    found: dict[int, list[Call]] = {}
    wanted = [one.pk for one in contacts]
    for one in Call.objects.filter(Q(contact__in=wanted) | Q(confirmed_by__in=wanted)).order_by("started_at"):
        for number in {one.contact_id, one.confirmed_by_id} & set(wanted):
            found.setdefault(number or 0, []).append(one)
    return found


def _after(call: Call) -> QuerySet[Contact]:
    """What arrived at its desk by other doors since the call."""
    return Contact.objects.filter(
        matter__desk_id=call.desk_id, received_at__gte=call.started_at, channel__in=BY_OTHER_DOORS
    ).exclude(pk=call.contact_id or 0)


def written_under(call: Call) -> Contact | None:
    """The first that arrived and says the call's reference, or its contact's, wherever it says so."""
    refs = [call.ref, *([call.contact.ref] if call.contact else [])]
    says = Q()
    for ref in refs:
        for form in (ref, ref.replace("-", ""), ref.replace("-", " ")):
            says |= Q(worry__icontains=form) | Q(whole__icontains=form)
    found = _after(call).annotate(whole=Cast("content", TextField())).filter(says)
    return found.select_related("matter").order_by("received_at", "pk").first()


def suggested(call: Call, *, most: int = 5) -> list[Suggested]:
    """What arrived since that may be the confirmation: of the same people, or by the caller; the likeliest first.

    Only what the actor sees is compared.
    """
    if call.written != "waiting":
        return []
    caller = call.caller
    return likely_contacts(
        _after(call).filter(received_at__lte=call.started_at + WINDOW),
        said=[one["said"] for one in call.people if one.get("said")],
        asker=AskerSaid(email=caller.get("email", ""), phone=caller.get("phone", "")),
        most=most,
    )


def offered(desks: Iterable[int], *, since: datetime, until: datetime) -> list[Offered]:
    """The calls that switches offered to these desks in that time, by the hour of London's day."""
    rows = Ring.objects.filter(desk_id__in=list(desks), offered_at__gte=since, offered_at__lt=until)
    return [
        Offered(
            begun.astimezone(LONDON).hour,
            answered is not None,
            round(((answered or ended) - begun).total_seconds()),
        )
        for begun, answered, ended in rows.values_list("offered_at", "answered_at", "ended_at")
    ]

"""Reading the calls of a desk: what goes on, who is to be called back, and what is waited for in writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from mash.casework.calls import rules
from mash.casework.calls.models import Call, Ring
from mash.casework.calls.rules import Offered
from mash.casework.consultations.queries import Suggested, likely_contacts
from mash.casework.consultations.rules import WINDOW, AskerSaid
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.foundation.kernel.ids import read_reference
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


@dataclass(frozen=True, slots=True)
class Arrived:
    """References that were given in the form's field, the numbers of contacts that have one of them, and who sent mail."""

    refs: set[str]
    contacts: list[int]
    senders: set[str]


def arrived_since(since: datetime) -> Arrived:
    """What may confirm a call and arrived since, at every desk. For the service that joins it."""
    forms = Contact.objects.filter(_IN_THE_FIELD, received_at__gte=since)
    refs = {ref for one in forms for ref in _cited(one)}
    mail = Contact.objects.filter(channel="mail", received_at__gte=since).exclude(referrer__email="")
    senders = {str(one).lower() for one in mail.values_list("referrer__email", flat=True)}
    return Arrived(refs, _having(refs), senders)


_IN_THE_FIELD: Final = Q(channel="form", content__about_you__has_key="call_reference")
_MAY_BE_A_REFERENCE: Final = re.compile(r"\b(?=([0-9A-Za-z]{5}[- ]?[0-9A-Za-z]{5})\b)")


def _cited(contact: Contact) -> set[str]:
    """The references that a contact carries: in the form's own field, or anywhere in what was written by mail."""
    if contact.channel == "form":
        return {read_reference(str((contact.content.get("about_you") or {}).get("call_reference", "")))}
    return {read_reference(one) for one in _MAY_BE_A_REFERENCE.findall(contact.worry)}


def _having(refs: set[str]) -> list[int]:
    return list(Contact.objects.filter(ref__in=refs).values_list("pk", flat=True))


def named_by(contact: Contact) -> tuple[set[str], list[int]]:
    """The references that a contact carries, and the numbers of the contacts that have one of them."""
    refs = _cited(contact)
    return refs, _having(refs)


def written_under(call: Call, *, since: datetime) -> list[Contact]:
    """What arrived since with the call's reference, or its contact's, the first first.

    In the field that the form has for it, or in mail from the address that the caller gave. What says it elsewhere, or
    comes from somebody else, is left to a person: a reference that is passed on says nothing of who passes it on.
    """
    refs = {call.ref, *([call.contact.ref] if call.contact else [])}
    found = _IN_THE_FIELD
    if email := call.caller.get("email", ""):
        found |= Q(channel="mail", referrer__email__iexact=email)
    arrived = _after(call).filter(found, received_at__gte=since).select_related("matter")
    return [one for one in arrived.order_by("received_at", "pk") if refs & _cited(one)]


@dataclass(frozen=True, slots=True)
class More:
    """What a call has and its contact's case has not: people, as `Call.people` holds them, and another answer on danger."""

    people: list[Mapping[str, Any]]
    danger: str = ""

    def __bool__(self) -> bool:
        return bool(self.people or self.danger)


def more_than(call: Call, contact: Contact) -> More:
    """What was heard after the contact was made of the call. Only what the actor sees is compared."""
    there = Subject.objects.filter(matter=contact.matter_id).select_related("record")
    people = rules.not_among(call.people, [one.record.said for one in there])
    changed = call.danger_now and call.danger_now != contact.danger_now
    return More(people, call.danger_now if changed else "")


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

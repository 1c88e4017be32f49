"""Reading what was asked of a desk: lists, one question, what may have come of it, and what is asked again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from mash.casework.consultations import rules
from mash.casework.consultations.models import Consultation, Step
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.foundation.kernel.time import LONDON

QUEUES: Final = ("open", "waiting", "overdue", "all")
"""`open` is what still waits for anything at all, `waiting` for a referral, `overdue` what is late, of either."""


def of_desk(desk: int, queue: str, *, at: datetime) -> QuerySet[Consultation]:
    """A desk's questions in a queue: what is due first, and of `all` the latest first."""
    found = Consultation.objects.filter(desk_id=desk).select_related("asker", "contact__matter")
    if queue == "all":
        return found.order_by("-asked_at", "-pk")
    found = found.filter(_in(queue, at))
    return found.order_by(F("due_at").asc(nulls_last=True), "pk")


def _in(queue: str, at: datetime) -> Q:
    waits = Q(state__in=["open", "waiting", "second-look"])
    return {
        "open": waits,
        "waiting": Q(state="waiting"),
        "overdue": waits & Q(due_at__lte=at),
    }[queue]


def counts(desk: int, *, at: datetime) -> dict[str, int]:
    """How many are in each queue."""
    said: dict[str, Count] = {one: Count("pk", filter=_in(one, at)) for one in QUEUES if one != "all"}
    found = Consultation.objects.filter(desk_id=desk).aggregate(all=Count("pk"), **said)
    return {str(key): int(value) for key, value in found.items()}


def overdue(desks: Iterable[int], *, at: datetime) -> QuerySet[Consultation]:
    """The advice of these desks after which no referral arrived in time."""
    return Consultation.objects.filter(desk_id__in=list(desks), state="waiting", due_at__lte=at)


def get(ref: str) -> Consultation | None:
    """One question with all that hangs on it; None alike for a hidden one and none."""
    return (
        Consultation.objects.select_related("desk__hub", "asker", "contact__matter")
        .prefetch_related("people", "advice", "steps")
        .filter(ref=ref)
        .first()
    )


def of_contacts(contacts: Iterable[Contact]) -> dict[int, list[Consultation]]:
    """The advice that each contact came of, by the contact's number."""
    found: dict[int, list[Consultation]] = {}
    for one in Consultation.objects.filter(contact__in=list(contacts)).order_by("asked_at"):
        found.setdefault(one.contact_id or 0, []).append(one)
    return found


@dataclass(frozen=True, slots=True)
class Suggested:
    """A contact that may have come of a question, and why."""

    contact: Contact
    why: rules.Likely


def suggested(consultation: Consultation, *, most: int = 5) -> list[Suggested]:
    """Contacts at its desk, in the time after it, of the people whom it names or by whoever asked; the likeliest first.

    What somebody parted from it before is not suggested again. Only what the actor sees is compared.
    """
    if consultation.contact_id is not None or consultation.emptied_at is not None:
        return []
    who = consultation.asker
    parted = Step.objects.filter(consultation=consultation, kind="parted").values_list("contact", flat=True)
    return likely_contacts(
        Contact.objects.filter(
            matter__desk_id=consultation.desk_id,
            received_at__gte=consultation.asked_at,
            received_at__lte=consultation.asked_at + rules.WINDOW,
        ).exclude(ref__in=list(parted)),
        said=[one.said for one in consultation.people.all()],
        asker=rules.AskerSaid(email=who.email, phone=who.phone),
        most=most,
    )


def likely_contacts(
    among: QuerySet[Contact], *, said: Sequence[Mapping[str, Any]], asker: rules.AskerSaid, most: int
) -> list[Suggested]:
    """Of these contacts those of somebody who was described so, or by whoever asked; the likeliest first."""
    contacts = list(among.select_related("matter", "referrer").order_by("received_at", "pk"))
    people: dict[int, list[dict[str, object]]] = {}
    if said:
        subjects = Subject.objects.filter(matter__in=[one.matter_id for one in contacts])
        for number, words in subjects.values_list("matter_id", "record__said"):
            people.setdefault(number, []).append(words)
    found = [
        Suggested(
            one,
            rules.likely(
                said,
                people.get(one.matter_id, []),
                asker=rules.same_asker(asker, email=one.referrer.email, phone=one.referrer.phone),
            ),
        )
        for one in contacts
    ]
    found = [one for one in found if one.why.rank]
    return sorted(found, key=lambda one: (-one.why.rank, one.contact.received_at))[:most]


def patterns(desks: Iterable[int], *, since: datetime, until: datetime) -> list[rules.Fact]:
    """What was asked of these desks in that time: class, themes and month, and whether a referral was advised and came."""
    rows = (
        Consultation.objects.filter(desk_id__in=list(desks), asked_at__gte=since, asked_at__lt=until)
        .annotate(month=TruncMonth("asked_at", tzinfo=LONDON))
        .order_by("asked_at", "pk")
        .values_list("source", "themes", "month", "advised_at", "outcome")
    )
    return [
        rules.Fact(source, tuple(themes), f"{month:%Y-%m}", advised is not None, outcome in rules.MADE)
        for source, themes, month, advised, outcome in rows
    ]

"""Reading updates: lists of a hub, one, those of a case, and what a contact's own case became."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from mash.casework.intake.models import Classification, Contact
from mash.casework.matters.models import Subject
from mash.casework.updates import rules
from mash.casework.updates.models import Notice, Receipt, Update
from mash.casework.updates.rules import Came, ReReferral
from mash.foundation.visibility.prepared import prepared_cursor, sized

QUEUES: Final = ("unread", "overdue", "mine", "all")
"""`unread` waits for somebody, `overdue` went back to the hub, `mine` waits for the reader, `all` is the latest first."""
_WITH = ("matter", "contact__matter", "desk", "hub")


def _waited_for(**which: object) -> Exists:
    found = Receipt.objects.filter(
        update=OuterRef("pk"), read_at__isnull=True, ended_at__isnull=True, **which
    )
    return Exists(found)


def of_hub(hub: int, queue: str, *, user: int | None = None) -> QuerySet[Update]:
    """A hub's updates in a queue: what was sent on first, and of `all` the latest."""
    found = Update.objects.filter(hub_id=hub).select_related(*_WITH).prefetch_related("receipts")
    if queue == "all":
        return found.order_by("-at", "-pk")
    found = found.filter(state=Update.State.ACCEPTED)
    match queue:
        case "overdue":
            found = found.filter(_waited_for(whom="hub"))
        case "mine":
            found = found.filter(_waited_for(user=user))
        case _:
            found = found.filter(_waited_for())
    return found.order_by("at", "pk")


def counts(hub: int, *, user: int | None = None) -> dict[str, int]:
    """How many are in each queue."""
    return {one: of_hub(hub, one, user=user).count() for one in QUEUES}


def overdue(hub: int) -> QuerySet[Update]:
    """A hub's updates that went back to it unread, or came while nobody had the case."""
    return of_hub(hub, "overdue")


def get(ref: str) -> Update | None:
    """One update with its readings; None alike for a hidden one and none."""
    return (
        Update.objects.select_related(*_WITH, "contact__referrer")
        .prefetch_related("receipts__user")
        .filter(ref=ref)
        .first()
    )


def of_matter(matter: int) -> list[Update]:
    """The updates that a case has had, and what its own contact became an update of; one query."""
    found = (
        Update.objects.filter(Q(matter=matter) | Q(contact__matter=matter))
        .select_related("matter", "contact__matter")
        .prefetch_related("receipts")
    )
    return list(found.order_by("at", "pk"))


def accepted_among(matters: Iterable[str]) -> set[str]:
    """Of these cases, by reference, those whose contact stands accepted as an update of another; one query."""
    found = Update.objects.filter(
        contact__matter__ref__in=list(matters), state=Update.State.ACCEPTED
    ).exclude(was="")
    return set(found.values_list("contact__matter__ref", flat=True))


def came(people: Iterable[int]) -> list[Came]:
    """Every contact in which one of these persons, or whoever is one with them, was the one worried about, for counting.

    As far as the asker sees. `person` is the number that was asked for.
    """
    wanted = list(people)
    if not wanted:
        return []
    with prepared_cursor() as cursor:
        cursor.execute(
            "SELECT asked, id FROM mash.all_who_are(%(people)s::bigint[])", {"people": sized(wanted)}
        )
        asked: dict[int, list[int]] = {}
        for number, other in cursor.fetchall():
            asked.setdefault(other, []).append(number)
    named = Subject.objects.filter(person_id__in=list(asked), role="subject")
    people_of: dict[int, set[int]] = {}
    for matter, person in named.values_list("matter_id", "person_id"):
        people_of.setdefault(matter, set()).update(asked.get(person or 0, ()))
    contacts = list(
        Contact.objects.filter(matter_id__in=list(people_of)).annotate(
            accepted=Exists(Update.objects.filter(contact=OuterRef("pk"), state=Update.State.ACCEPTED)),
            told=Exists(Notice.objects.filter(contact=OuterRef("pk"))),
        )
    )
    kinds = dict(
        Classification.objects.filter(contact__in=contacts)
        .order_by("at", "pk")
        .values_list("contact_id", "kind")
    )
    return [
        Came(
            person,
            one.ref,
            one.received_at,
            kinds.get(one.pk, one.kind),
            update=one.accepted,
            notice=one.told,
        )
        for one in contacts
        for person in sorted(people_of[one.matter_id])
    ]


def re_referrals(people: Iterable[int], *, since: datetime, until: datetime) -> list[ReReferral]:
    """The re-referrals of these persons that came in that time, each counted back from its own date; see the rule."""
    return [one for one in rules.re_referrals(came(people)) if since <= one.received_at < until]

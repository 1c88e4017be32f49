"""Take contacts in: one transaction, one contact each, whatever the door and however often it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection, transaction

from mash.casework.intake import events, ports
from mash.casework.intake.arrival import Arrival, PersonSaid
from mash.casework.intake.models import Contact, Referrer
from mash.casework.matters.actions import add_subjects, open_matters
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import Happened, append_all
from mash.foundation.outbox.actions import publish_all, queue_message
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Desk
from mash.registers.people.actions import Saying, receive_records


@transaction.atomic
def receive(*, by: Actor, at: datetime, arrival: Arrival, ref: str = "") -> Contact:
    """Store a contact, its people and its referrer, open its matter, and acknowledge it.

    The same draft twice gives the same contact: a double click, the back button and a retry are one referral.
    `ref` is the reference already told to the referrer (the draft's), if any.
    """
    with as_service("intake"):
        if arrival.draft is not None:
            # Two sends of one draft at once: the second waits here, then finds the first one's contact.
            _lock(arrival.draft)
            earlier = Contact.objects.filter(draft=arrival.draft).select_related("matter").first()
            if earlier is not None:
                return earlier
        return _receive([arrival], [ref], by=by, at=at)[0]


@transaction.atomic
def receive_all(*, by: Actor, at: datetime, arrivals: Sequence[Arrival]) -> list[Contact]:
    """Store several contacts as `receive` does each, all or none, in a number of statements that does not grow.

    For what arrives in bulk, which no draft made.
    """
    with as_service("intake"):
        return _receive(arrivals, [""] * len(arrivals), by=by, at=at)


def _receive(arrivals: Sequence[Arrival], refs: Sequence[str], *, by: Actor, at: datetime) -> list[Contact]:
    if not arrivals:
        return []
    at_hub = Desk.objects.select_related("hub").filter(hub__key__in={one.hub for one in arrivals})
    desks = {(one.hub.key, one.population): one for one in at_hub}
    matters = open_matters(by=by, at=at, desks=[desks[one.hub, one.population] for one in arrivals])
    contacts = Contact.objects.bulk_create(
        _contact(arrival, matter, ref, at=at)
        for arrival, matter, ref in zip(arrivals, matters, refs, strict=True)
    )
    each = list(zip(contacts, arrivals, strict=True))
    _keep_people(each, at=at)
    Referrer.objects.bulk_create(_referrer(contact, arrival) for contact, arrival in each)
    append_all((_received(contact, arrival) for contact, arrival in each), by=by, at=at)
    for told in ports.on_received:
        told(contacts, by, at)
    _acknowledge([(contact, one.referrer.email) for contact, one in each if one.acknowledge], by=by, at=at)
    publish_all(
        events.RECEIVED.name, at=at, ids=[{"contact": one.ref, "matter": one.matter.ref} for one in contacts]
    )
    return contacts


def _contact(arrival: Arrival, matter: Matter, ref: str, *, at: datetime) -> Contact:
    return Contact(
        **({"ref": ref} if ref else {}),
        matter=matter,
        kind=arrival.kind,
        channel=arrival.channel,
        population=arrival.population,
        received_at=arrival.received_at or at,
        source=arrival.source,
        danger_now=arrival.danger_now,
        worry=arrival.worry,
        concern_types=list(arrival.concern_types),
        level_suggested=arrival.level_suggested,
        language=arrival.language,
        content=dict(arrival.content),
        draft=arrival.draft,
        incident=arrival.incident,
        acknowledged_at=at if arrival.acknowledge else None,
    )


def _people(each: Sequence[tuple[Contact, Arrival]]) -> Iterator[tuple[Contact, Arrival, int, PersonSaid]]:
    for contact, arrival in each:
        for place, person in enumerate(arrival.people):
            yield contact, arrival, place, person


def _keep_people(each: Sequence[tuple[Contact, Arrival]], *, at: datetime) -> None:
    records = receive_records(
        [
            Saying(person.said, Ref("contact", contact.ref), arrival.agency, person.protected_address)
            for contact, arrival, _place, person in _people(each)
        ],
        at=at,
    )
    add_subjects(
        Subject(matter=contact.matter, record=record, role=person.role, place=place)
        for record, (contact, _arrival, place, person) in zip(records, _people(each), strict=True)
    )


def _referrer(contact: Contact, arrival: Arrival) -> Referrer:
    who = arrival.referrer
    return Referrer(
        matter=contact.matter,
        contact=contact,
        klass=who.klass,
        name=who.name,
        role=who.role,
        agency=who.agency,
        relationship=who.relationship,
        phone=who.phone,
        email=who.email,
        user_id=who.user,
        safe_to_contact=who.safe_to_contact,
        passphrase=who.passphrase,
        keep_identity_from_family=who.keep_identity_from_family,
    )


def _about(contact: Contact) -> list[Ref]:
    return [Ref("contact", contact.ref), Ref("matter", contact.matter.ref)]


def _received(contact: Contact, arrival: Arrival) -> Happened:
    return Happened(
        events.RECEIVED,
        _about(contact),
        {
            "kind": contact.kind,
            "channel": contact.channel,
            "population": contact.population,
            "people": len(arrival.people),
            "danger": contact.danger_now,
        },
    )


def _lock(draft: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"draft:{draft}"])


def _acknowledge(told: Sequence[tuple[Contact, str]], *, by: Actor, at: datetime) -> None:
    for contact, email in told:
        if email:
            queue_message(
                to=email,
                channel="email",
                template="receipt",
                reference=contact.ref,
                at=at,
                language=contact.language,
                link="/return",
            )
    append_all(
        (
            Happened(events.ACKNOWLEDGED, _about(contact), {"how": "email" if email else "page"})
            for contact, email in told
        ),
        by=by,
        at=at,
    )

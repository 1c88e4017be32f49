"""Take a contact in: one transaction, one contact, whatever the door and however often it is sent."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from mash.casework.intake import events, ports
from mash.casework.intake.arrival import Arrival
from mash.casework.intake.models import Contact, Referrer
from mash.casework.matters.actions import add_subject, open_matter
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import publish, queue_message
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Desk
from mash.registers.people.actions import receive_record


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
        desk = Desk.objects.select_related("hub").get(hub__key=arrival.hub, population=arrival.population)
        matter = open_matter(by=by, at=at, desk=desk)
        contact = Contact.objects.create(
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
        for place, person in enumerate(arrival.people):
            record = receive_record(
                at=at,
                said=person.said,
                source=Ref("contact", contact.ref),
                agency=arrival.agency,
                protected=person.protected_address,
            )
            add_subject(matter=matter, record=record, role=person.role, place=place)
        who = arrival.referrer
        Referrer.objects.create(
            matter=matter,
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
        append(
            events.RECEIVED,
            by=by,
            at=at,
            about=[Ref("contact", contact.ref), Ref("matter", matter.ref)],
            payload={
                "kind": contact.kind,
                "channel": contact.channel,
                "population": contact.population,
                "people": len(arrival.people),
                "danger": contact.danger_now,
            },
        )
        for told in ports.on_received:
            told(contact, by, at)
        if arrival.acknowledge:
            _acknowledge(contact, who.email, by=by, at=at)
        publish(events.RECEIVED.name, at=at, contact=contact.ref, matter=matter.ref)
        return contact


def _lock(draft: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"draft:{draft}"])


def _acknowledge(contact: Contact, email: str, *, by: Actor, at: datetime) -> None:
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
    append(
        events.ACKNOWLEDGED,
        by=by,
        at=at,
        about=[Ref("contact", contact.ref), Ref("matter", contact.matter.ref)],
        payload={"how": "email" if email else "page"},
    )

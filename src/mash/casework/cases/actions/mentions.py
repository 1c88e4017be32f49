"""Keep by what the people and dwellings of a contact are found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mash.casework.cases.models import Mention
from mash.casework.cases.repeats import keys_of
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor


def mention(contacts: Sequence[Contact], by: Actor, at: datetime) -> None:  # noqa: ARG001 - the port's signature
    """Called by intake in the receiving transaction, as the service `intake`; two statements, however many people."""
    of = {one.matter_id: one for one in contacts}
    said = Subject.objects.filter(matter__in=of).order_by().values_list("matter_id", "record__said")
    keep((of[matter], one) for matter, one in said)


def keep(said: Iterable[tuple[Contact, Mapping[str, Any]]]) -> None:
    """Keep what people, each said in a contact, are found again by; what is kept already is passed over."""
    keys = {(contact.pk, key): (contact, kind) for contact, one in said for kind, key in keys_of(one)}
    Mention.objects.bulk_create(
        [
            Mention(
                matter_id=contact.matter_id,
                contact=contact,
                kind=kind,
                key=key,
                received_at=contact.received_at,
            )
            for (_contact, key), (contact, kind) in keys.items()
        ],
        ignore_conflicts=True,
    )

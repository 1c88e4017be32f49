"""Keep by what the people and dwellings of a contact are found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from mash.casework.cases.models import Mention
from mash.casework.cases.repeats import keys_of
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor


def mention(contact: Contact, by: Actor, at: datetime) -> None:  # noqa: ARG001 - the port's signature
    """Called by intake in the receiving transaction, as the service `intake`; two statements, however many people."""
    said = (
        Subject.objects.filter(matter_id=contact.matter_id).order_by().values_list("record__said", flat=True)
    )
    keep(contact, said)


def keep(contact: Contact, said: Iterable[Mapping[str, Any]]) -> None:
    """Keep what these people of a contact are found again by; what is kept already is passed over."""
    keys = {key: kind for one in said for kind, key in keys_of(one)}
    Mention.objects.bulk_create(
        [
            Mention(
                matter_id=contact.matter_id,
                contact=contact,
                kind=kind,
                key=key,
                received_at=contact.received_at,
            )
            for key, kind in keys.items()
        ],
        ignore_conflicts=True,
    )

"""Keep the marks by which a contact is found to be like another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from mash.casework.intake.models import Contact
from mash.casework.joining import rules
from mash.casework.joining.models import Mark
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor
from mash.foundation.visibility import as_service

# What of a contact's form is a service's own number for the incident, or the contact that a message answers.
_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "police": ("incident", "reference"),
    "mail": ("after",),
}
LOOKED_BACK: Final = timedelta(days=90)
SOME: Final = 500


def mark_received(contacts: Sequence[Contact], _by: Actor, _at: datetime) -> None:
    """Called by intake in the receiving transaction, as its service: two statements more, however many arrived."""
    _mark(contacts)


@transaction.atomic
def mark(contact: Contact) -> int:
    """Keep what the contact is found by now, such as after somebody was added; how many marks are new."""
    with as_service("intake"):
        return _mark([contact])


def mark_missing(*, at: datetime, most: int = SOME) -> int:
    """Mark contacts of the last months that have no mark yet, as from before there were any; how many."""
    with as_service("intake"):
        waiting = Contact.objects.filter(
            ~Exists(Mark.objects.filter(contact=OuterRef("pk"))), received_at__gt=at - LOOKED_BACK
        ).exclude(matter__restriction="disposed")
        found = list(waiting.order_by("-received_at")[:most])
        _mark(found)
    return len(found)


def _mark(contacts: Sequence[Contact]) -> int:
    people: dict[int, list[rules.Described]] = {}
    subjects = Subject.objects.filter(matter__in={one.matter_id for one in contacts}).order_by()
    for matter, role, said in subjects.values_list("matter_id", "role", "record__said"):
        people.setdefault(matter, []).append(rules.Described(role, said))
    made = Mark.objects.bulk_create(
        [
            Mark(
                matter_id=contact.matter_id,
                contact=contact,
                kind=kind,
                value=value,
                received_at=contact.received_at,
            )
            for contact in contacts
            for kind, value in _marks(contact, people.get(contact.matter_id, []))
        ],
        ignore_conflicts=True,
    )
    return len(made)


def _marks(contact: Contact, people: list[rules.Described]) -> list[tuple[str, str]]:
    found = rules.marks(
        ref=contact.ref,
        incident=contact.incident,
        texts=[contact.worry, *_texts(contact.content)],
        numbers=_numbers(contact.content),
        people=people,
    )
    return sorted(found)


def _numbers(content: Mapping[str, object]) -> Iterator[str]:
    for part, names in _NUMBERS.items():
        said = content.get(part)
        if isinstance(said, Mapping):
            yield from (str(said[name]) for name in names if said.get(name))


def _texts(said: object) -> Iterable[str]:
    """Whatever was written in a form, however deep it stands."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for value in said.values():
            yield from _texts(value)
    elif isinstance(said, list | tuple):
        for value in said:
            yield from _texts(value)

"""Keep the marks by which a contact is found to be like another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

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


def mark_received(contacts: Sequence[Contact], _by: Actor, _at: datetime) -> None:
    """Called by intake in the receiving transaction, as its service: two statements more, however many arrived."""
    _mark(contacts)


@transaction.atomic
def mark(contact: Contact) -> None:
    """Keep what the contact is found by now, such as after somebody was added; what is kept already is passed over."""
    with as_service("intake"):
        _mark([contact])


def _mark(contacts: Sequence[Contact]) -> None:
    said = Subject.objects.filter(matter__in={one.matter_id for one in contacts}).order_by()
    Mark.objects.bulk_create(
        [
            Mark(
                matter_id=contact.matter_id,
                contact=contact,
                kind=kind,
                key=rules.key_of(kind, value),
                received_at=contact.received_at,
            )
            for contact, kind, value in marks_of(
                contacts, said.values_list("matter_id", "role", "record__said")
            )
        ],
        ignore_conflicts=True,
    )


def marks_of(
    contacts: Iterable[Contact], said: Iterable[tuple[int, str, Mapping[str, Any]]]
) -> Iterator[tuple[Contact, str, str]]:
    """The marks of these contacts as (contact, kind, value); `said` is (matter, role, what was said) of all their people."""
    people: dict[int, list[rules.Described]] = {}
    for matter, role, one in said:
        people.setdefault(matter, []).append(rules.Described(role, one))
    for contact in contacts:
        found = rules.marks(
            ref=contact.ref,
            incident=contact.incident,
            texts=[contact.worry, *_texts(contact.content)],
            numbers=_numbers(contact.content),
            people=people.get(contact.matter_id, []),
        )
        yield from ((contact, *each) for each in sorted(found))


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

"""What a person's own row says: it is read by all who may know of the person, so nothing hidden may be on it.

What differs between records stays in the records, for people to see. What only the record of a restricted matter says is
read there, by those who see that matter: the row that all share is told by the other records. While there is no other,
the person is hidden with the matter, and the row says what that matter does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection

from mash.foundation.visibility import as_service
from mash.registers.people.clusters.founding import person_of
from mash.registers.people.models import Identification, Person, Record
from mash.registers.people.rules import fold

Value = tuple[object, ...]
_PARTS: tuple[tuple[str, ...], ...] = (
    ("given_name", "family_name"),
    ("known_as",),
    ("date_of_birth",),
    ("expected_date",),
    ("sex",),
    ("nhs_number",),
    ("upn",),
    ("phone",),
)
"""What belongs together is told by one record."""
_GAPS = {("known_as",), ("date_of_birth",), ("sex",), ("nhs_number",), ("upn",), ("phone",)}
"""What is filled in from a later record where the row has nothing yet."""


def told(now: Value, shared: Sequence[Value], hidden: Collection[Value], *, fill: bool) -> Value:
    """What one part of the row says from now on.

    `shared` is what the records say that may tell it, the oldest first; `hidden`, what the others say. What nobody's
    record says was written by a person, and stays.
    """
    first = next((one for one in shared if any(one)), tuple("" for _ in now))
    if any(now):
        return first if now in hidden and now not in shared else now
    return first if fill else now


def retell(people: Iterable[int]) -> None:
    """Bring the rows of these persons (numbers) to what may be said on them now; three queries and one for each change."""
    with as_service("matching"):
        rows = Person.objects.select_for_update().filter(pk__in=list(people)).order_by("pk")
        persons = {one.pk: one for one in rows}
        held = Identification.objects.filter(person__in=persons, undone_at__isnull=True)
        records: dict[int, list[Record]] = {}
        for one in held.select_related("record").order_by("record_id"):
            records.setdefault(one.person_id, []).append(one.record)
        shared = _shared([one.pk for some in records.values() for one in some])
        for number, person in persons.items():
            _retell(person, records.get(number, []), shared)


def _shared(records: list[int]) -> set[int]:
    """Those of the records that did not come in with a restricted matter: the service itself sees none of these."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.findable(%s::bigint[])", [records])
        return {number for (number,) in cursor.fetchall()}


def _retell(person: Person, records: Sequence[Record], shared: Collection[int]) -> None:
    tellers = [one for one in records if one.pk in shared] or list(records)
    said = {one.pk: _said(one) for one in records}
    changed: dict[str, object] = {}
    for part in _PARTS:
        now = tuple(getattr(person, name) for name in part)
        then = told(
            _plain(now),
            [said[one.pk][part] for one in tellers],
            [said[one.pk][part] for one in records if one not in tellers],
            fill=part in _GAPS,
        )
        if then != _plain(now):
            changed.update(zip(part, then, strict=True))
    for name, value in changed.items():
        setattr(person, name, None if value == "" and name.endswith(("birth", "date")) else value)
    if changed:
        person.given_key, person.family_key = fold(person.given_name), fold(person.family_name)
        person.save(update_fields=[*changed, "given_key", "family_key"])


def _said(record: Record) -> Mapping[tuple[str, ...], Value]:
    """What a record alone would put on the row."""
    alone = person_of(record)
    return {part: _plain(tuple(getattr(alone, name) for name in part)) for part in _PARTS}


def _plain(value: Value) -> Value:
    return tuple("" if one is None else one for one in value)

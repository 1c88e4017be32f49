"""What a person's own row says: it is read by all who may know of the person, so nothing hidden may be on it.

What differs between records stays in the records, for people to see. What only the record of a restricted matter says is
read there, by those who see that matter: the row that all share is told by the other records. While there is no other,
the person is hidden with the matter, and the row says what that matter does. A birth is a record like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import Q

from mash.foundation.visibility import as_service
from mash.registers.people.clusters.founding import person_of
from mash.registers.people.models import Identification, Person, Record
from mash.registers.people.rules import Said, as_date, fold

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
PARTS: tuple[str, ...] = tuple(name for part in _PARTS for name in part)
"""The fields of a person's row that records tell."""
_BORN = ("date_of_birth",)


def told(
    now: Value, shared: Sequence[Value], hidden: Collection[Value], *, unborn: Sequence[Value] = ()
) -> Value:
    """What one part of the row says from now on.

    `shared` is what the records say that may tell it, the oldest first; `unborn`, what those say that do not know of the
    birth of a child who was expected, which gives way to the others; `hidden`, what may not be told. What is not known
    yet is filled in. What nobody's record says was written by a person, and stays.
    """
    if not any(map(any, shared)):
        shared, unborn = [*shared, *unborn], ()
    first = next((one for one in shared if any(one)), tuple("" for _ in now))
    if not any(now) or (now not in shared and (now in hidden or now in unborn)):
        return first
    return now


def retell(people: Iterable[int]) -> None:
    """Bring the rows of these persons (numbers) to what may be said on them now; three queries and one for each change."""
    with as_service("matching"):
        rows = Person.objects.select_for_update().filter(pk__in=list(people)).order_by("pk")
        persons = {one.pk: one for one in rows}
        said = Identification.objects.filter(person__in=persons).order_by("record_id", "pk")
        held: dict[int, dict[int, Record]] = {number: {} for number in persons}
        gone: dict[int, dict[int, Record]] = {number: {} for number in persons}
        for one in said.filter(Q(undone_at__isnull=True) | Q(record__key="")).select_related("record"):
            (held if one.undone_at is None else gone)[one.person_id][one.record_id] = one.record
        shared = _shared([number for some in held.values() for number in some])
        for number, person in persons.items():
            _retell(person, held[number], gone[number], shared)


def tell_birth(person: Person, said: Iterable[Said]) -> None:
    """Complete a person as read with what one matter says of the birth of an unborn child, for those who see that matter.

    The row may not say it where the matter is restricted. The instance is for reading and is never saved.
    """
    some = list(said)
    expected = person.expected_date or next(
        filter(None, (as_date(one.get("expected")) for one in some)), None
    )
    unborn = expected is not None or any("expected" in one for one in some)
    if not unborn or person.date_of_birth is not None:
        return
    person.expected_date = expected
    for one in some:
        if (born := as_date(one.get("born"))) is not None:
            person.date_of_birth = born
            person.given_name = one.get("given_name") or person.given_name
            person.family_name = one.get("family_name") or person.family_name
            person.sex = one.get("sex") or person.sex
            person.nhs_number = one.get("nhs_number") or person.nhs_number
            return


def _shared(records: list[int]) -> set[int]:
    """Those of the records that did not come in with a restricted matter: the service itself sees none of these."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.findable(%s::bigint[])", [records])
        return {number for (number,) in cursor.fetchall()}


def _retell(
    person: Person, held: Mapping[int, Record], gone: Mapping[int, Record], shared: Collection[int]
) -> None:
    """`gone` are contacts' records that people have said since to be of somebody else: what they say is not the person's."""
    if not held:
        return
    said = {number: _said(one) for number, one in {**gone, **held}.items()}
    tellers = [number for number in held if number in shared] or list(held)
    born = [one for one in tellers if any(said[one][_BORN])]
    # Unborn is who is expected, on a day that is known or not.
    expected = any("expected" in held[one].said for one in tellers)
    unborn = [one for one in tellers if one not in born] if born and expected else []
    firm = [one for one in tellers if one not in unborn]
    hidden = [one for one in said if one not in tellers]
    changed: dict[str, object] = {}
    for part in _PARTS:
        now = _plain(tuple(getattr(person, name) for name in part))
        may, may_not, gives_way = ([said[one][part] for one in some] for some in (firm, hidden, unborn))
        then = told(now, may, may_not, unborn=gives_way)
        if then != now:
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

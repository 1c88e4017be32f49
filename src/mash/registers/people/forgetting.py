"""Take records out of the index before they are wiped: nobody stands for them any more, and no row says what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from mash.foundation.kernel import Actor, Ref
from mash.foundation.visibility import as_service
from mash.registers.people.clusters.arrivals import withdraw
from mash.registers.people.clusters.keep import Why, settle
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.clusters.state import MACHINE
from mash.registers.people.models import Identification, Merge, Person, Record
from mash.registers.people.telling import PARTS, retell


@transaction.atomic
def forget(*, by: Actor, at: datetime, records: Sequence[int], cause: Ref) -> list[int]:
    """Withdraw these records (numbers) and undo who they are of; the persons that they were of, by number.

    What a person's row had from them and from no other record is gone from it. Whoever calls wipes what they say.
    """
    with as_service("matching"):
        standing = Identification.objects.filter(record__in=records, undone_at__isnull=True)
        people = _group(standing.values_list("person_id", flat=True))
        people |= _group(Person.objects.filter(founder__in=records).values_list("pk", flat=True))
        others = set(
            Identification.objects.filter(person__in=people, undone_at__isnull=True)
            .exclude(record__in=records)
            .values_list("record_id", flat=True)
        )
        standing.update(undone_at=at, undone_by=MACHINE)
        live = list(Record.objects.filter(pk__in=records, live=True).order_by("pk"))
        if live:
            withdraw(by=by, at=at, records=live, cause=cause)
        if others:
            settle(sorted(others), model_in_force(at), Why(by, at, str(cause)))
    retell(people)
    with as_service("matching"):
        _tell_by_others(people)
    return sorted(people)


def _group(people: Iterable[int]) -> set[int]:
    """These persons and everybody who is one with them."""
    found = set(people)
    found |= set(Merge.objects.filter(person__in=found).values_list("into_id", flat=True))
    found |= set(Merge.objects.filter(into__in=found).values_list("person_id", flat=True))
    return found


def _tell_by_others(people: set[int]) -> None:
    """Somebody who stands for others and has no record left of their own says what these say, and nothing older."""
    held = set(
        Identification.objects.filter(person__in=people, undone_at__isnull=True).values_list(
            "person_id", flat=True
        )
    )
    for union in Merge.objects.filter(into__in=people - held, person__in=held).select_related(
        "into", "person"
    ):
        for part in (*PARTS, "given_key", "family_key"):
            setattr(union.into, part, getattr(union.person, part))
        union.into.save(update_fields=[*PARTS, "given_key", "family_key"])

"""Keep what was said, and say who it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people import events
from mash.registers.people.clusters.founding import address_of, person_of
from mash.registers.people.clusters.keep import Why
from mash.registers.people.clusters.locks import hold
from mash.registers.people.clusters.queries import current, model_in_force
from mash.registers.people.clusters.step import (
    ImpossibleError,
    anchor_of,
    note_move,
    records_of,
    settle_again,
)
from mash.registers.people.models import Identification, Person, ProtectedAddress, Record, Relationship
from mash.registers.people.rules import AddressSaid, Said
from mash.registers.people.telling import retell


class Saying(NamedTuple):
    """What a source, of an agency or of none, said of one person; a protected address stands apart."""

    said: Said
    source: Ref
    agency: str = ""
    protected: AddressSaid | None = None


def receive_records(sayings: Sequence[Saying], *, at: datetime) -> list[Record]:
    """Keep what was said of some people, unchanged; protected addresses go to their own, narrower rows.

    The ledger names them with the contacts that they came in by.
    """
    records = Record.objects.bulk_create(
        Record(source=str(one.source), agency=one.agency, received_at=at, said=one.said) for one in sayings
    )
    ProtectedAddress.objects.bulk_create(
        ProtectedAddress(
            record=record, lines=one.protected.get("lines", ""), postcode=one.protected.get("postcode", "")
        )
        for record, one in zip(records, sayings, strict=True)
        if one.protected
    )
    return records


def receive_record(*, at: datetime, said: Said, source: Ref, agency: str = "") -> Record:
    """Keep what a source said of one person."""
    return receive_records([Saying(said, source, agency)], at=at)[0]


def _keep_address(person: Person, record: Record, at: datetime) -> None:
    home = address_of(person, record, at)
    if home is None:
        return
    same = person.addresses.filter(
        record=record, place_key=home.place_key, lines=home.lines, until_on__isnull=True
    )
    if not same.exists():
        home.save()


@transaction.atomic
def identify(
    *,
    by: Actor,
    at: datetime,
    record: Record,
    person: Person | None,
    reason: str,
    about: tuple[Ref, ...] = (),
) -> Person | Refused:
    """Say that `record` is of `person`, or of somebody new when None. What was said of it before is undone.

    It binds the machine: whatever it links to the record comes to this person, and never to another whom people named.
    """
    allowed = may(by, "people:record:identify")
    if not allowed:
        return refuse("people:record:identify", allowed, by=by, at=at, about=about)
    new = person is None
    why = Why(by, at, str(about[0]) if about else "identified")
    with as_service("matching"):
        before = Identification.objects.filter(record=record, undone_at__isnull=True).first()
        named = {person.pk} if person else set()
        named |= {before.person_id} if before else set()
        found = hold({record.pk, *records_of(named)}, model_in_force(at))
    try:
        with transaction.atomic():
            if person is None:
                person = person_of(record)
                person.save()
            else:
                person = current(person)
            Identification.objects.filter(record=record, undone_at__isnull=True).update(
                undone_at=at, undone_by=str(by)
            )
            Identification.objects.create(
                record=record,
                person=person,
                decided_by=str(by),
                decided_at=at,
                reason=reason,
                anchor_id=None if new else anchor_of(found, person.pk, record.pk),
            )
            _keep_address(person, record, at)
            with as_service("matching"):
                settle_again(found, [record.pk], why)
                note_move(record, person, before.person_id if before else None, new=new, why=why)
            retell([person.pk, *({before.person_id} if before else ())])
    except ImpossibleError as impossible:
        return refuse("people:record:identify", impossible.refused, by=by, at=at, about=about)
    person.refresh_from_db()
    append(
        events.IDENTIFIED,
        by=by,
        at=at,
        about=[Ref("person", person.public_id), *about],
        payload={"person": person.public_id, "new": new},
    )
    return person


@transaction.atomic
def relate(
    *, by: Actor, at: datetime, person: Person, kind: str, other: Person, record: Record | None = None
) -> Verdict:
    """Record that `person` is `kind` of `other`; saying it again changes nothing.

    `record` is the person's own in the matter in which it is said: where that is restricted, so is this.
    """
    allowed = may(by, "people:person:relate")
    if not allowed:
        return refuse("people:person:relate", allowed, by=by, at=at)
    if person.pk != other.pk:
        _, made = Relationship.objects.get_or_create(
            person=person,
            other=other,
            kind=kind,
            record=record,
            ended_at=None,
            defaults={"recorded_by": str(by), "recorded_at": at},
        )
        if made:
            append(
                events.RELATED,
                by=by,
                at=at,
                payload={"kind": kind.replace(" ", "-")},
                about=[Ref("person", person.public_id), Ref("person", other.public_id)],
            )
    return ALLOWED


def receive_birth(
    *,
    at: datetime,
    person: Person,
    source: Ref,
    born_on: date,
    given_name: str = "",
    family_name: str = "",
    sex: str = "",
    nhs_number: str = "",
) -> Record:
    """Keep, as a record of its own, that an unborn child was born. A name that is not said anew is as it was.

    The caller says in which matter it stands, and so who reads of it, and that it is of this person.
    """
    said: Said = {
        "born": {"year": born_on.year, "month": born_on.month, "day": born_on.day},
        "given_name": given_name or person.given_name,
        "family_name": family_name or person.family_name,
        "sex": sex,
        "nhs_number": nhs_number,
    }
    some = {part: value for part, value in said.items() if value}
    return receive_record(at=at, said=some, source=source)  # type: ignore[arg-type] # parts of `Said`

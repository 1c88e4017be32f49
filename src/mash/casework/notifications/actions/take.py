"""Rows that wait become contacts, a few in a transaction: a kill costs those few, which wait again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import Arrival, Population, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.notifications import events
from mash.casework.notifications.columns import Columns
from mash.casework.notifications.models import Batch, Row, Sent, Source
from mash.casework.notifications.rules import Notification, Reader, all_codes, incident_of
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Desk

SOME: Final = 25
"""Rows of one transaction."""
POLICE: Final = "6"
"""The police in the list source-of-referral."""


@transaction.atomic
def take_some(
    *, by: Actor, at: datetime, source: Source | None = None, most: int = SOME, only: Sequence[int] = ()
) -> int:
    """Take in the next rows that wait, of one source or of any, or `only` these; how many were handled.

    Rows that somebody else is working on are passed over. A row waits while an earlier one of the same reference does,
    so that what came first is the notification and what came later its repetition or correction.
    """
    with as_service("notifications"):
        found = _waiting(source, only)[:most]
        rows = list(found.select_for_update(skip_locked=True, of=("self",)).select_related("batch"))
        rows = [one for one in rows if one.state == Row.State.WAITING]
        sources = {
            one.pk: one
            for one in Source.objects.select_related("agency", "desk__hub").filter(
                pk__in={row.source_id for row in rows}
            )
        }
        sent = {one.row_id: one for one in Sent.objects.filter(row__in=rows)}
        readers: dict[int, Reader] = {}
        # As the service throughout: a change of actor costs a statement, and each row would change four times.
        for row in rows:
            origin = sources[row.source_id]
            if row.batch_id not in readers:
                readers[row.batch_id] = reader_of(row.batch, origin)
            _take(row, sent[row.pk], origin, readers[row.batch_id], by=by, at=at)
    return len(rows)


def _waiting(source: Source | None, only: Sequence[int]) -> QuerySet[Row]:
    before = Row.objects.filter(
        source=OuterRef("source"),
        reference=OuterRef("reference"),
        state=Row.State.WAITING,
        pk__lt=OuterRef("pk"),
    )
    found = Row.objects.filter(state=Row.State.WAITING).exclude(Exists(before)).order_by("pk")
    if source is not None:
        found = found.filter(source=source)
    return found.filter(pk__in=only) if only else found


def left(source: Source | None) -> bool:
    """Whether anything waits, of one source or of any: somebody else may have it in hand."""
    with as_service("notifications"):
        found = Row.objects.filter(state=Row.State.WAITING)
        return (found if source is None else found.filter(source=source)).exists()


def reader_of(batch: Batch, source: Source) -> Reader:
    """The reader of a batch's rows."""
    return reader_for(Columns.of_json(batch.mapping), source, today=batch.at.date())


def reader_for(columns: Columns, source: Source, *, today: date) -> Reader:
    """The reader of a source's rows by this mapping; `today` tells who is a child."""
    populations = Desk.objects.filter(hub=source.desk.hub_id).values_list("population", flat=True)
    return Reader(columns, populations=frozenset(populations), own=source.desk.population, today=today)


def _take(row: Row, sent: Sent, source: Source, reader: Reader, *, by: Actor, at: datetime) -> None:
    reading = reader.read(sent.cells_now)
    row.reference, row.digest = reading.reference, reading.digest
    row.noted = all_codes(reading.noted)
    if reading.said is None:
        _end(row, sent, Row.State.REJECTED, at=at, code=reading.code, column=reading.column)
        return
    # Once more where somebody else took the same in meanwhile: then theirs is found.
    for _again in range(2):
        same, latest = _earlier(row)
        if same is not None:
            row.earlier = same
            _end(row, sent, Row.State.DUPLICATE, at=at, like=same)
            return
        try:
            with transaction.atomic():
                _receive(row, sent, source, reading.said, latest, by=by, at=at)
        except IntegrityError:
            row.earlier, row.corrects = None, False
            continue
        except (OperationalError, InterfaceError):
            raise  # the database is away: it waits
        except (DatabaseError, ValueError):
            break
        return
    sent.matter_id, sent.contact = None, ""
    row.earlier, row.corrects = None, False
    _end(row, sent, Row.State.REJECTED, at=at, code="not-stored")


def _earlier(row: Row) -> tuple[Row | None, Row | None]:
    """The row that said the same before, and the latest that said anything under this reference."""
    before = list(
        Row.objects.filter(source=row.source_id, reference=row.reference, state=Row.State.RECEIVED).order_by(
            "-pk"
        )
    )
    return next((one for one in before if one.digest == row.digest), None), next(iter(before), None)


def _receive(
    row: Row, sent: Sent, source: Source, said: Notification, latest: Row | None, *, by: Actor, at: datetime
) -> Contact:
    arrival = arrival_of(said, source, corrects=latest.reference if latest else "", batch=row.batch.public_id)
    contact = receive(by=by, at=at, arrival=arrival)
    row.earlier, row.corrects = latest, latest is not None
    sent.matter_id, sent.contact = contact.matter_id, contact.ref
    _end(row, sent, Row.State.RECEIVED, at=at)
    append(
        events.TAKEN,
        by=by,
        at=at,
        about=[row.ref, Ref("contact", contact.ref), Ref("matter", contact.matter.ref)],
        payload={
            "source": source.key,
            "batch": row.batch.public_id,
            "row": row.number,
            "corrects": row.corrects,
        },
    )
    return contact


def arrival_of(said: Notification, source: Source, *, corrects: str, batch: str) -> Arrival:
    """The contact that a notification becomes: a correction is an update on what came before, of the same incident.

    What the force gives no incident number for is about its own reference alone.
    """
    population: Population = "adults" if said.population == "adults" else "children"
    police = {
        "reference": said.reference,
        "incident": said.incident,
        "grade": said.grade,
        "occurred": said.occurred,
        "officer": said.officer,
        "officer_phone": said.officer_phone,
        "school": said.school,
        "corrects": corrects,
        **said.assessments,
    }
    return Arrival(
        hub=source.desk.hub.key,
        population=population,
        kind="update" if corrects else "police-notification",
        channel="bulk",
        worry=said.summary,
        danger_now=said.danger,
        people=said.people,
        referrer=ReferrerSaid(
            klass="professional",
            name=said.officer,
            role="Police officer" if said.officer else "",
            agency=source.agency.name,
            phone=said.officer_phone,
            keep_identity_from_family=False,
        ),
        source=POLICE if population == "children" else "",
        agency=source.agency.key,
        content={
            "police": {name: value for name, value in police.items() if value},
            "batch": {"source": source.key, "batch": batch},
        },
        incident=incident_of(source.key, said.incident or said.reference),
    )


def _end(
    row: Row,
    sent: Sent,
    state: str,
    *,
    at: datetime,
    code: str = "",
    column: str = "",
    like: Row | None = None,
) -> None:
    row.state, row.code, row.column, row.at = state, code, column[:210], at
    row.version += 1
    row.save()
    if like is not None:
        # It says what is said there, and is seen by the same people.
        first = Sent.objects.get(row=like)
        sent.matter_id, sent.contact = first.matter_id, first.contact
    if sent.matter_id is not None:
        sent.save(update_fields=["matter", "contact"])

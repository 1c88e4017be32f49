"""Rows that wait become contacts, some in a transaction: a kill costs those, which wait again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from mash.casework.intake.actions import receive_all
from mash.casework.intake.arrival import Arrival, Population, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.notifications import events
from mash.casework.notifications.columns import Columns
from mash.casework.notifications.models import Batch, Row, Sent, Source
from mash.casework.notifications.rules import Notification, Reader, Reading, all_codes, incident_of
from mash.foundation.kernel import Actor, Ref
from mash.foundation.ledger import Happened, append_all
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Desk

SOME: Final = 50
"""Rows of one transaction."""
AT_ONCE: Final = 4
"""So many who take rows at once have some each."""
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
        # As the service throughout: a change of actor costs a statement, and each row would change four times.
        readers: dict[int, Reader] = {}
        items = []
        for row in rows:
            origin = sources[row.source_id]
            if row.batch_id not in readers:
                readers[row.batch_id] = reader_of(row.batch, origin)
            items.append(_Item.read(row, sent[row.pk], origin, readers[row.batch_id]))
        _take(items, by=by, at=at)
    return len(rows)


def _waiting(source: Source | None, only: Sequence[int]) -> QuerySet[Row]:
    before = Row.objects.filter(
        source=OuterRef("source"),
        reference=OuterRef("reference"),
        state=Row.State.WAITING,
        pk__lt=OuterRef("pk"),
    )
    waiting = Row.objects.filter(state=Row.State.WAITING).order_by("pk")
    if source is not None:
        waiting = waiting.filter(source=source)
    if only:
        waiting = waiting.filter(pk__in=only)
    # The next few are told from the rest first: of a file's many thousands each would be held against all others.
    few = waiting.values("pk")[: AT_ONCE * SOME]
    return Row.objects.filter(pk__in=few, state=Row.State.WAITING).exclude(Exists(before)).order_by("pk")


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


@dataclass(slots=True)
class _Item:
    """A row that is worked on: what was sent, by whom, and what it says."""

    row: Row
    sent: Sent
    source: Source
    reading: Reading
    read_anew: bool
    """Whether it is read otherwise than when it was stored."""
    latest: Row | None = None
    """The latest row that was received under the same reference before."""

    @classmethod
    def read(cls, row: Row, sent: Sent, source: Source, reader: Reader) -> _Item:
        reading = reader.read(sent.cells_now)
        now = (reading.reference, reading.digest, all_codes(reading.noted))
        before = (row.reference, row.digest, row.noted)
        row.reference, row.digest, row.noted = now
        return cls(row, sent, source, reading, read_anew=now != before)

    @property
    def differs(self) -> bool:
        """Whether more of the row is to be kept than that it was received."""
        return self.read_anew or self.latest is not None

    @property
    def key(self) -> tuple[int, str]:
        return self.row.source_id, self.row.reference


def _take(items: Sequence[_Item], *, by: Actor, at: datetime) -> None:
    """What is rejected, a duplicate, or new. Of two with one reference the later waits for the next turn."""
    earlier = _earlier(items)
    new: dict[tuple[int, str], _Item] = {}
    for item in items:
        if item.reading.said is None:
            _end(item, Row.State.REJECTED, at=at, code=item.reading.code, column=item.reading.column)
        elif item.key not in new and not _is_duplicate(item, earlier[item.key], at=at):
            new[item.key] = item
    if not _receive(list(new.values()), by=by, at=at):
        for item in new.values():
            _take_alone(item, by=by, at=at)


def _take_alone(item: _Item, *, by: Actor, at: datetime) -> None:
    # Once more where somebody else took the same in meanwhile: then theirs is found.
    for _again in range(2):
        if _is_duplicate(item, _earlier([item])[item.key], at=at) or _receive([item], by=by, at=at):
            return
    item.sent.matter_id, item.sent.contact = None, ""
    item.row.earlier, item.row.corrects = None, False
    _end(item, Row.State.REJECTED, at=at, code="not-stored")


def _earlier(items: Sequence[_Item]) -> dict[tuple[int, str], list[Row]]:
    """The rows that were received under each item's reference, the latest first."""
    before: dict[tuple[int, str], list[Row]] = {item.key: [] for item in items}
    found = Row.objects.filter(
        source__in={source for source, _reference in before},
        reference__in={reference for _source, reference in before},
        state=Row.State.RECEIVED,
    )
    for row in found.order_by("-pk"):
        before.get((row.source_id, row.reference), []).append(row)
    return before


def _is_duplicate(item: _Item, earlier: Sequence[Row], *, at: datetime) -> bool:
    """Whether an earlier row said the same: then this one ends as its duplicate. Else it is known which came last."""
    same = next((one for one in earlier if one.digest == item.row.digest), None)
    item.latest = earlier[0] if earlier else None
    item.row.earlier, item.row.corrects = same or item.latest, same is None and item.latest is not None
    if same is not None:
        _end(item, Row.State.DUPLICATE, at=at, like=same)
    return same is not None


def _receive(items: Sequence[_Item], *, by: Actor, at: datetime) -> bool:
    """Make contacts of them, all or none; False where one of them could not be stored."""
    if not items:
        return True
    try:
        with transaction.atomic():
            contacts = receive_all(by=by, at=at, arrivals=[_arrival(item) for item in items])
            for item, contact in zip(items, contacts, strict=True):
                item.sent.matter_id, item.sent.contact = contact.matter_id, contact.ref
            Sent.objects.bulk_update([item.sent for item in items], ["matter", "contact"])
            for item in items:
                _settle(item.row, Row.State.RECEIVED, at=at)
            Row.objects.filter(pk__in=[item.row.pk for item in items if not item.differs]).update(
                state=Row.State.RECEIVED, code="", column="", at=at, version=F("version") + 1
            )
            for item in items:
                if item.differs:
                    item.row.save()
            append_all(
                (_taken(item, contact) for item, contact in zip(items, contacts, strict=True)), by=by, at=at
            )
    except (OperationalError, InterfaceError):
        raise  # the database is away: it waits
    except (DatabaseError, ValueError):
        return False
    return True


def _taken(item: _Item, contact: Contact) -> Happened:
    return Happened(
        events.TAKEN,
        [item.row.ref, Ref("contact", contact.ref), Ref("matter", contact.matter.ref)],
        {
            "source": item.source.key,
            "batch": item.row.batch.public_id,
            "row": item.row.number,
            "corrects": item.row.corrects,
        },
    )


def _arrival(item: _Item) -> Arrival:
    if item.reading.said is None:
        raise ValueError(f"row {item.row.pk} is no notification: {item.reading.code}")
    corrects = item.latest.reference if item.latest else ""
    return arrival_of(item.reading.said, item.source, corrects=corrects, batch=item.row.batch.public_id)


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


def _settle(row: Row, state: str, *, at: datetime, code: str = "", column: str = "") -> None:
    row.state, row.code, row.column, row.at = state, code, column[:210], at
    row.version += 1


def _end(
    item: _Item, state: str, *, at: datetime, code: str = "", column: str = "", like: Row | None = None
) -> None:
    _settle(item.row, state, at=at, code=code, column=column)
    item.row.save()
    if like is not None:
        # It says what is said there, and is seen by the same people.
        first = Sent.objects.get(row=like)
        item.sent.matter_id, item.sent.contact = first.matter_id, first.contact
    if item.sent.matter_id is not None:
        item.sent.save(update_fields=["matter", "contact"])

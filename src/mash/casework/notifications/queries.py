"""What others may ask of a force's notifications; the database leaves out what the asker does not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from mash.casework.notifications import secrets
from mash.casework.notifications.models import Batch, Row, Sent, Source, SourceSecret
from mash.casework.notifications.rules import adds_up
from mash.foundation.visibility import as_service

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What the force sent against what became of it: `sent` counts the rows as they were stored, the others their states.

    `declared` is what the force says that it sent, None where any batch does not say; `corrected` are those of `received`
    that say otherwise than an earlier one. `failed` files could not be read to their end.
    """

    sent: int
    received: int
    duplicates: int
    rejected: int
    waiting: int
    corrected: int = 0
    declared: int | None = None
    batches: int = 1
    failed: int = 0
    unread: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether each row that was stored is accounted for, every file was read to its end, and the force counts the same."""
        states = {
            "received": self.received,
            "duplicate": self.duplicates,
            "rejected": self.rejected,
            "waiting": self.waiting,
        }
        whole = not self.failed and not self.unread
        return whole and adds_up(rows=self.sent, states=states, declared=self.declared)

    def as_json(self) -> dict[str, Any]:
        """Its figures by name, and whether they add up."""
        names = ("sent", "received", "duplicates", "rejected", "waiting", "corrected", "declared", "batches")
        return {**{name: getattr(self, name) for name in names}, "adds_up": self.adds_up}


def sources() -> QuerySet[Source]:
    """Every source that is recorded."""
    return Source.objects.select_related("agency", "desk__hub")


def secret_of(source: Source) -> str | None:
    """The secret with which the force signs now; None where it has none. For the check of a signature alone."""
    with as_service("notifications"):
        found = SourceSecret.objects.filter(source=source, ended_at__isnull=True).order_by("-pk").first()
        return secrets.unseal(found.sealed) if found else None


def of_a_day(source: Source, day: date) -> QuerySet[Batch]:
    """The batches of a day in England, the latest first."""
    begin = datetime.combine(day, time(), LONDON)
    end = datetime.combine(day + timedelta(days=1), time(), LONDON)
    return Batch.objects.filter(source=source, at__gte=begin, at__lt=end)


def day_of(batch: Batch) -> date:
    """The day in England to which a batch belongs."""
    return batch.at.astimezone(LONDON).date()


def reconcile(batches: Sequence[Batch]) -> Reconciliation:
    """These batches together. Two queries, however many rows there are."""
    fresh = list(Batch.objects.filter(pk__in=[one.pk for one in batches]))
    return _sum(fresh, _counts(fresh))


def by_day(first: date, last: date) -> list[tuple[Source, date, Reconciliation]]:
    """Each source's days, the latest first; those on which nothing came are left out. Two queries."""
    begin = datetime.combine(first, time(), LONDON)
    end = datetime.combine(last + timedelta(days=1), time(), LONDON)
    batches = list(Batch.objects.select_related("source").filter(at__gte=begin, at__lt=end))
    counts = _counts(batches)
    grouped: dict[tuple[date, str], list[Batch]] = {}
    for one in batches:
        grouped.setdefault((day_of(one), one.source.key), []).append(one)
    return [
        (found[0].source, day, _sum(found, counts))
        for (day, _key), found in sorted(grouped.items(), key=lambda item: item[0], reverse=True)
    ]


type _Counts = dict[int, list[tuple[str, bool, int]]]


def _counts(batches: Sequence[Batch]) -> _Counts:
    """How many rows of each batch are in which state, and whether they correct."""
    found = (
        Row.objects.filter(batch__in=[one.pk for one in batches])
        .order_by()
        .values_list("batch_id", "state", "corrects")
        .annotate(n=Count("pk"))
    )
    counts: _Counts = {}
    for batch, state, corrects, count in found:
        counts.setdefault(batch, []).append((state, corrects, count))
    return counts


def _sum(batches: Sequence[Batch], counts: _Counts) -> Reconciliation:
    states: dict[str, int] = {}
    corrected = 0
    for batch in batches:
        for state, corrects, count in counts.get(batch.pk, ()):
            states[state] = states.get(state, 0) + count
            corrected += count if corrects and state == Row.State.RECEIVED else 0
    said = [one.declared for one in batches]
    return Reconciliation(
        sent=sum(one.rows for one in batches),
        received=states.get("received", 0),
        duplicates=states.get("duplicate", 0),
        rejected=states.get("rejected", 0),
        waiting=states.get("waiting", 0),
        corrected=corrected,
        declared=sum(one for one in said if one is not None) if said and None not in said else None,
        batches=len(batches),
        failed=sum(one.state == Batch.State.FAILED for one in batches),
        unread=sum(one.state == Batch.State.READING for one in batches),
    )


def get_batch(public_id: str) -> Batch | None:
    """A batch by its public id; None where there is none or the asker does not see it."""
    return (
        Batch.objects.select_related("source__agency", "source__desk__hub")
        .filter(public_id=public_id)
        .first()
    )


def rows_of(batch: Batch, state: str = "") -> QuerySet[Row]:
    """The rows of a batch in their order, of one state or of all."""
    found = Row.objects.filter(batch=batch).select_related("earlier").order_by("number")
    return found.filter(state=state) if state else found


def rejected_in(batches: Sequence[Batch]) -> QuerySet[Row]:
    """The rejected rows of these batches, in their order."""
    return Row.objects.filter(batch__in=[one.pk for one in batches], state=Row.State.REJECTED).order_by(
        "batch_id", "number"
    )


def reasons_of(batches: Sequence[Batch]) -> list[tuple[str, str, int]]:
    """Why rows were rejected: the code, the column and the number of rows, the most frequent first."""
    found = (
        Row.objects.filter(batch__in=[one.pk for one in batches], state=Row.State.REJECTED)
        .order_by()
        .values_list("code", "column")
        .annotate(n=Count("pk"))
    )
    return sorted(found, key=lambda one: (-one[2], one[0], one[1]))


def get_row(public_id: str) -> tuple[Row, Sent] | None:
    """A row with its cells; None where there is none or the asker does not see them."""
    sent = (
        Sent.objects.select_related("row__batch", "row__source__agency", "row__source__desk__hub", "matter")
        .filter(row__public_id=public_id)
        .first()
    )
    return (sent.row, sent) if sent else None

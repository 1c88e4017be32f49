"""What others may ask of a force's notifications; the database leaves out what the asker does not see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from mash.casework.notifications import secrets
from mash.casework.notifications.columns import Columns
from mash.casework.notifications.days import LONDON, Figures, Signed, State, state_of
from mash.casework.notifications.models import (
    Batch,
    Declaration,
    Mapping,
    Row,
    Sent,
    SignOff,
    Source,
    SourceSecret,
    Terms,
    Upload,
)
from mash.casework.notifications.rules import adds_up, digest_of_headings
from mash.foundation.visibility import as_service


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

    @property
    def figures(self) -> Figures:
        """What a side signs."""
        return Figures(
            sent=self.sent,
            received=self.received,
            duplicates=self.duplicates,
            rejected=self.rejected,
            waiting=self.waiting,
            declared=self.declared,
            failed=self.failed,
            unread=self.unread,
        )

    def as_json(self) -> dict[str, Any]:
        """Its figures by name, and whether they add up."""
        names = ("sent", "received", "duplicates", "rejected", "waiting", "corrected", "declared", "batches")
        return {**{name: getattr(self, name) for name in names}, "adds_up": self.adds_up}


def sources() -> QuerySet[Source]:
    """Every source that is recorded."""
    return Source.objects.select_related("agency", "desk__hub")


def secrets_of(source: Source, at: datetime) -> list[str]:
    """The secrets with which the force may sign at that time, the newest first. For the check of a signature alone."""
    with as_service("notifications"):
        found = SourceSecret.objects.filter(source=source).filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=at)
        )
        return [secrets.unseal(one.sealed) for one in found.order_by("-pk")]


def secrets_made(source: Source) -> list[tuple[datetime, datetime | None]]:
    """When each secret of a source was made and when it ends, the newest first: never the secret."""
    with as_service("notifications"):
        found = SourceSecret.objects.filter(source=source).order_by("-pk")
        return list(found.values_list("made_at", "ended_at"))


def terms_of(source: Source) -> list[Terms]:
    """What was agreed of a source, the latest first."""
    return list(Terms.objects.filter(source=source).order_by("-number"))


def known_mapping(source: Source, header: Iterable[str]) -> Mapping | None:
    """What was last said of a file with these headings in any order."""
    return (
        Mapping.objects.filter(source=source, headings=digest_of_headings(header)).order_by("-number").first()
    )


def columns_of(source: Source, header: Sequence[str]) -> Columns:
    """What a file's columns are taken for before anybody says so: as said before, as agreed, or as guessed."""
    known = known_mapping(source, header)
    if known is not None:
        return Columns.of_json(known.mapping)
    if source.mapping:
        said = Columns.of_json(source.mapping)
        there = {name: target for name, target in said.columns.items() if name in header}
        return Columns(there, said.dates, said.roles)
    return guessed_for(source, header)


def guessed_for(source: Source, header: Sequence[str]) -> Columns:
    """What the headings suggest, with the order of days and the words for roles that are agreed with the force."""
    guessed = Columns.guessed(header)
    terms = Terms.objects.filter(source=source).order_by("-number").first()
    return Columns(guessed.columns, terms.read_dates, terms.roles) if terms else guessed


def get_upload(public_id: str) -> Upload | None:
    """A handed over file by its public id; None where there is none or the asker does not see it."""
    return (
        Upload.objects.select_related("source__agency", "source__desk__hub", "batch")
        .filter(public_id=public_id)
        .first()
    )


def uploads_of(source: Source) -> QuerySet[Upload]:
    """The files that were handed over on pages, the latest first."""
    return Upload.objects.filter(source=source).select_related("batch")


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


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day of a source: its sum, where it stands, and the latest word of each side."""

    source: Source
    day: date
    total: Reconciliation
    state: State
    signed: Sequence[SignOff] = ()


def by_day(first: date, last: date, now: datetime) -> list[DayOf]:
    """Each source's days, the latest first: those on which something came or was declared, and those on which it should have.

    Six queries, however many days.
    """
    begin = datetime.combine(first, time(), LONDON)
    end = datetime.combine(last + timedelta(days=1), time(), LONDON)
    every = list(sources())
    batches = list(Batch.objects.filter(at__gte=begin, at__lt=end))
    counts = _counts(batches)
    of_days: dict[tuple[int, date], list[Batch]] = {}
    for one in batches:
        of_days.setdefault((one.source_id, day_of(one)), []).append(one)
    numbers = {
        (one.source_id, one.day): one.number
        for one in Declaration.objects.filter(day__gte=first, day__lte=last)
    }
    signed: dict[tuple[int, date], dict[str, SignOff]] = {}
    for word in SignOff.objects.filter(day__gte=first, day__lte=last):
        signed.setdefault((word.source_id, word.day), {})[word.side] = word
    terms: dict[int, list[Terms]] = {}
    for agreed in Terms.objects.all():
        terms.setdefault(agreed.source_id, []).append(agreed)
    found: list[DayOf] = []
    for back in range((last - first).days + 1):
        day = last - timedelta(days=back)
        for source in every:
            key = (source.pk, day)
            total = _sum(of_days.get(key, []), counts, numbers.get(key))
            found_day = _day(
                source,
                day,
                total=total,
                terms=terms.get(source.pk, []),
                signed=list(signed.get(key, {}).values()),
                now=now,
            )
            if found_day.state != "not-expected":
                found.append(found_day)
    return found


def one_day(source: Source, day: date, now: datetime) -> DayOf:
    """One day of a source, whatever came on it."""
    signed = {one.side: one for one in SignOff.objects.filter(source=source, day=day)}
    return _day(
        source,
        day,
        total=reconcile_day(source, day),
        terms=list(Terms.objects.filter(source=source)),
        signed=list(signed.values()),
        now=now,
    )


def _day(
    source: Source,
    day: date,
    *,
    total: Reconciliation,
    terms: Sequence[Terms],
    signed: Sequence[SignOff],
    now: datetime,
) -> DayOf:
    """Expected is what was agreed when the day began, while the source was in force."""
    begins = datetime.combine(day, time(), LONDON)
    agreed = [one for one in terms if one.from_at <= begins]
    last = agreed[-1] if agreed and source.in_force(begins) else None
    state = state_of(
        expects=last.expects if last else "",
        expected_by=last.expected_by if last else None,
        day=day,
        now=now,
        batches=total.batches,
        figures=total.figures,
        signed=[Signed(one.side, one.agrees, one.figures) for one in signed],
    )
    return DayOf(source, day, total, state, signed)


def reconcile_day(source: Source, day: date) -> Reconciliation:
    """A day's batches together, against what the force says of the day where it says so."""
    batches = list(of_a_day(source, day))
    declared = Declaration.objects.filter(source=source, day=day).last()
    return _sum(batches, _counts(batches), declared.number if declared else None)


def figures_of(source: Source, day: date) -> tuple[Figures, bool]:
    """What a side signs of a day, and whether it adds up."""
    total = reconcile_day(source, day)
    return total.figures, total.adds_up


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


def _sum(batches: Sequence[Batch], counts: _Counts, declared: int | None = None) -> Reconciliation:
    """`declared` is what the force says of the whole day; else it is the sum of what its batches say."""
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
        declared=declared
        if declared is not None
        else sum(one for one in said if one is not None)
        if said and None not in said
        else None,
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

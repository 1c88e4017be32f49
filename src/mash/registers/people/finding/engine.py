"""The index of all live records, kept consistent with the database. One process has it; see `serve`."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from django.db import DatabaseError, connection

from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.clusters.queries import version_at
from mash.registers.people.finding import kept
from mash.registers.people.finding.kept import Newest, Origin, origin
from mash.registers.people.finding.model import model_at
from mash.registers.people.matching.finds import Found
from mash.registers.people.matching.index import Index
from mash.registers.people.matching.start import start_model
from mash.registers.people.matching.table import FIELDS, Rows, Vocabularies, encode
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Record
from mash.registers.people.rules import Said

MATCHING = Actor.service("matching")
CHANNEL = "mash_people"
"""Told at each commit that adds or withdraws records: "first last", their lowest and highest number."""
BATCH = 20_000
AT_ONCE = 20  # records that go in while a question waits
MANY, HOUR = 10_000, 3600.0  # changes, or seconds, after which the copy on the disk is written again
SORT_FROM = 10_000  # records beside the sorted list, from which it is made anew


class Engine:
    """An `Index` of the database's live records, by number. Safe to ask and to refresh from several threads."""

    def __init__(self, copy: Path | None = None) -> None:
        self._asked = threading.Lock()  # the index answers one question at a time
        self._written = (
            threading.RLock()
        )  # what is read from the database goes in in that order, into one index
        self._copy = copy
        self._origin: Origin | None = None
        self.newest: Newest | None = None
        self.changes = 0
        """Records that came or went since the copy on the disk was written."""
        self.index = Index(start_model())
        self.version = ""

    def start(self, at: datetime) -> int:
        """Begin with the copy on the disk, brought up to date, or read everything; returns how many records there are."""
        with self._written:
            if not self._resume(at):
                return self.load(at)
            self.reconcile(at)
            return len(self.index)

    def _resume(self, at: datetime) -> bool:
        if self._copy is None:
            return False
        with acting(MATCHING, at):
            version, model = model_at(at)
            of = origin(model)
            found = kept.read(self._copy, of=of)
            if found is None:
                return False
            frozen, newest = found
            if _differs(newest):
                return False
        index = Index.thawed(model, frozen)
        with self._asked:
            self.index, self.version = index, version
        self._origin, self.newest, self.changes = of, newest, 0
        return True

    def load(self, at: datetime) -> int:
        """Read everything anew, under the model now in force; returns how many records there are."""
        with self._written:
            with acting(MATCHING, at):
                version, model = model_at(at)
                of = origin(model)
                index = Index(model)
                for numbers, columns in columns_of(live_records()):
                    index.add_many(numbers, columns)
                newest = _newest()
            index.sort()
            with self._asked:
                self.index, self.version = index, version
            self._origin, self.newest, self.changes = of, newest, len(index) or 1
            return len(index)

    def refresh(self, first: int, last: int, at: datetime) -> None:
        """Read the records of these numbers again: some may be new, some no longer live.

        Everything is read anew where another model has come into force: weights of the old one may not be kept as its.
        """
        with self._written:
            with acting(MATCHING, at):
                other = version_at(at) != self.version
                asked = Record.objects.none() if other else Record.objects.filter(pk__range=(first, last))
                rows = list(asked.order_by("pk").values_list("pk", "public_id", "said", "live"))
            if other:
                self.load(at)
            for some in batched(rows, AT_ONCE, strict=False):
                with self._asked:
                    for number, _, said, live in some:
                        self._take(number, said, live=live)
                if self.index.unsorted > SORT_FROM:
                    made = self.index.sorted_anew()  # seconds, during which the old list answers
                    with self._asked:
                        self.index.take_sorted(made)
            if rows and (self.newest is None or rows[-1][0] > self.newest.number):
                self.newest = Newest(*rows[-1][:2])

    def _take(self, number: int, said: Said, *, live: bool) -> None:
        if live == (number in self.index):
            return
        self.changes += 1
        if live:
            self.index.add(number, values_of(said))
        else:
            self.index.remove(number)

    def reconcile(self, at: datetime) -> bool:
        """Make good what no notice told of; returns whether anything was missing.

        Everything is read anew where another model is in force, or where the database was restored from a backup and the
        same numbers may mean other records.
        """
        with self._written:
            with acting(MATCHING, at):
                other = version_at(at) != self.version or _differs(self.newest)
                live = np.zeros(0, np.int64) if other else numbers_of(live_records())
            if other:
                self.load(at)
                return True
            differing = np.setxor1d(self.index.numbers, live, assume_unique=True).tolist()
            for first, last in _ranges((number, number) for number in differing):
                self.refresh(first, last, at)
            return bool(differing)

    def keep(self) -> None:
        """Write the copy on the disk, where there is to be one and anything has changed."""
        if self._copy is None or not self.changes:
            return
        with self._written:
            of, newest, changes = self._origin, self.newest, self.changes
            with self._asked:
                frozen = self.index.frozen()
        if of is None or newest is None or not kept.keep(self._copy, frozen, of=of, newest=newest):
            return
        with self._written:
            if self._origin is of:  # and nothing was read anew meanwhile
                self.changes -= changes

    def find(
        self,
        values: Mapping[str, str],
        *,
        limit: int,
        without: Iterable[int] = (),
        least: tuple[float, float] = (0.0, 0.0),
    ) -> list[Found]:
        with self._asked:
            return self.index.find(values, limit=limit, without=without, least=least)

    def pairs_of(self, values: Mapping[str, str], *, of: int) -> list[Found]:
        """What record number `of` is to be linked with, without reasons; it is taken in first, should it not be here yet."""
        if of not in self.index:
            self.refresh(of, of, now())
        with self._asked:
            return self.index.pairs_of(values, without=[of], explained=False)


def live_records() -> Any:
    """All live records, as far as the actor sees: the service `matching` sees every one."""
    return Record.objects.filter(live=True)


def numbers_of(records: Any) -> npt.NDArray[np.int64]:
    """The numbers of these records, in no order."""
    return np.fromiter(records.order_by().values_list("pk", flat=True).iterator(BATCH), np.int64)


def _newest() -> Newest | None:
    found = Record.objects.order_by("-pk").values_list("pk", "public_id").first()
    return Newest(*found) if found else None


def _differs(newest: Newest | None) -> bool:
    """Whether the database no longer has this record under this number: it is another, or an earlier one."""
    return (
        newest is not None
        and not Record.objects.filter(pk=newest.number, public_id=newest.public_id).exists()
    )


def rows_of(records: Any, words: Vocabularies) -> tuple[list[int], Rows]:
    """(numbers, rows) of records, for work on all of them at once."""
    numbers: list[int] = []
    parts = [encode({}, words)]
    for some, columns in columns_of(records):
        numbers += some
        parts.append(encode(columns, words))
    return numbers, np.concatenate(parts)


def columns_of(records: Any) -> Iterator[tuple[list[int], dict[str, list[str]]]]:
    """Records in batches of columns: (numbers, column by field)."""
    numbers: list[int] = []
    rows: list[dict[str, str]] = []
    for number, said in records.order_by("pk").values_list("pk", "said").iterator(chunk_size=BATCH):
        numbers.append(number)
        rows.append(values_of(said))
        if len(rows) == BATCH:
            yield numbers, _turned(rows)
            numbers, rows = [], []
    if rows:
        yield numbers, _turned(rows)


def _turned(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    return {field: [row.get(field, "") for row in rows] for field in FIELDS}


def keep_now_and_then(engine: Engine, stop: threading.Event, *, every: float = 60.0) -> None:
    """Write the engine's copy until `stop`: soon after much has changed, within the hour after anything has."""
    since = 0.0
    while not stop.wait(every):
        since += every
        if engine.changes >= MANY or since >= HOUR:
            engine.keep()
            since = 0.0


def follow(engine: Engine, stop: threading.Event, *, every: float = 300.0) -> None:
    """Keep the engine consistent until `stop`: by notice within a second of a commit, and by looking now and then.

    When the database goes away and comes back, everything is compared again.
    """
    while not stop.is_set():
        listening = connection.copy()
        try:
            with listening.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            engine.reconcile(now())
            _listen(listening.connection, engine, stop, every)
        except (DatabaseError, psycopg.Error):
            stop.wait(1.0)
        finally:
            listening.close()
            connection.close()


def _listen(raw: Any, engine: Engine, stop: threading.Event, every: float) -> None:
    waited = 0.0
    while not stop.is_set():
        some = list(raw.notifies(timeout=0.5, stop_after=100))
        waited = 0.0 if some else waited + 0.5
        for first, last in _ranges(_told(notice.payload) for notice in some):
            engine.refresh(first, last, now())
        if waited >= every:
            engine.reconcile(now())
            waited = 0.0


def _told(payload: str) -> tuple[int, int]:
    first, last = payload.split()
    return int(first), int(last)


def _ranges(told: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges that touch, read at once."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(told):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found

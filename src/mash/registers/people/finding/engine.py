"""The index of all live records, kept consistent with the database. One process has it; see `serve`."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import psycopg
from django.db import DatabaseError, connection

from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.finding.model import model_at, version_at
from mash.registers.people.matching.finds import Found
from mash.registers.people.matching.index import Index
from mash.registers.people.matching.start import start_model
from mash.registers.people.matching.table import FIELDS, Rows, Vocabularies, encode
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Record

MATCHING = Actor.service("matching")
CHANNEL = "mash_people"
"""Told at each commit that adds or withdraws records: "first last", their lowest and highest number."""
BATCH = 20_000


class Engine:
    """An `Index` of the database's live records, by number. Safe to ask and to refresh from several threads."""

    def __init__(self) -> None:
        self._asked = threading.Lock()  # the index answers one question at a time
        self._written = (
            threading.RLock()
        )  # what is read from the database goes in in that order, into one index
        self.index = Index(start_model())
        self.version = ""

    def load(self, at: datetime) -> int:
        """Read everything anew, under the model now in force; returns how many records there are."""
        with self._written:
            with acting(MATCHING, at):
                version, model = model_at(at)
                index = Index(model)
                for numbers, columns in columns_of(live_records()):
                    index.add_many(numbers, columns)
            with self._asked:
                self.index, self.version = index, version
            return len(index)

    def refresh(self, first: int, last: int, at: datetime) -> None:
        """Read the records of these numbers again: some may be new, some no longer live.

        Everything is read anew where another model has come into force: weights of the old one may not be kept as its.
        """
        with self._written:
            with acting(MATCHING, at):
                other = version_at(at) != self.version
                asked = Record.objects.none() if other else Record.objects.filter(pk__range=(first, last))
                rows = list(asked.values_list("pk", "said", "live"))
            if other:
                self.load(at)
            with self._asked:
                for number, said, live in rows:
                    if not live:
                        self.index.remove(number)
                    elif number not in self.index:
                        self.index.add(number, values_of(said))

    def reconcile(self, at: datetime) -> bool:
        """Make good what no notice told of; returns whether anything was missing."""
        with self._written:
            with acting(MATCHING, at):
                other = version_at(at) != self.version
                live = set() if other else set(live_records().values_list("pk", flat=True))
            if other:
                self.load(at)
                return True
            differing = self.index.known ^ live
            for first, last in _ranges((number, number) for number in differing):
                self.refresh(first, last, at)
            return bool(differing)

    def find(self, values: Mapping[str, str], *, limit: int, without: Iterable[int] = ()) -> list[Found]:
        with self._asked:
            return self.index.find(values, limit=limit, without=without)

    def pairs_of(self, values: Mapping[str, str], *, of: int) -> list[Found]:
        """What record number `of` is to be linked with; it is taken in first, should it not be here yet."""
        if of not in self.index:
            self.refresh(of, of, now())
        with self._asked:
            return self.index.pairs_of(values, without=[of])


def live_records() -> Any:
    """All live records, as far as the actor sees: the service `matching` sees every one."""
    return Record.objects.filter(live=True)


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

"""A file from its first row to its reconciliation, each piece in a transaction of its own; cut off, it goes on there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import batched
from pathlib import Path
from time import sleep
from typing import Any, Final

from mash.casework.notifications import actions
from mash.casework.notifications.actions.keep import PIECE, Read
from mash.casework.notifications.actions.take import left, reader_of
from mash.casework.notifications.columns import Columns
from mash.casework.notifications.models import Batch, Source
from mash.casework.notifications.queries import columns_of, guessed_for, known_mapping
from mash.casework.notifications.reading import flat, open_file
from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting, as_service
from mash.registers.people.feeds.errors import UnreadableFileError
from mash.registers.people.feeds.reading import Row as FileRow
from mash.registers.people.feeds.work import sha256_of

Progress = Callable[[str, int, int], None]
"""Called after each piece with the step (store, take), how many rows are done and how many there are about."""
_PAUSE: Final = 0.1
_PATIENCE: Final = 100
"""Pauses without a row after which those who have the rest in hand are left to it."""
_LONGEST_CELL: Final = 100_000
"""Characters of one cell that are kept of a row that is refused for its length."""


def silent(step: str, done: int, about: int) -> None:
    """No progress shown."""
    del step, done, about


def columns_for(source: Source, header: Iterable[str], mapping: Any = None) -> Columns:
    """The mapping of a file: the one that is given, else what was said of these headings, else the source's, else guessed.

    Raises WrongColumnsError.
    """
    names = tuple(header)
    if mapping:
        columns = Columns.of_json(mapping)
    elif source.mapping and known_mapping(source, names) is None:
        columns = Columns.of_json(source.mapping)
    else:
        columns = columns_of(source, names)
    columns.check(names)
    return columns


def import_file(
    path: Path,
    *,
    by: Actor,
    at: datetime,
    source: Source,
    mapping: Any = None,
    declared: int | None = None,
    name: str = "",
    progress: Progress = silent,
) -> Batch | Refused:
    """Store every row of a file, then take in what waits of it. Again with the same file it goes on, or changes nothing.

    Raises UnreadableFileError and WrongColumnsError, with nothing stored where the file shows it at once.
    """
    table, said = open_file(path)
    with acting(by, at), as_service("notifications"):
        columns = columns_for(source, table.header, mapping)
    with acting(by, at):
        batch = actions.begin(
            by=by,
            at=at,
            source=source,
            way="file",
            sha256=sha256_of(path),
            header=table.header,
            mapping=columns.as_json(),
            file_name=name or path.name,
            declared=said if declared is None else declared,
        )
    if isinstance(batch, Refused):
        return batch
    with acting(by, at):
        reader = reader_of(batch, source)
    header = batch.header

    def read(row: FileRow) -> Read:
        if row.fault:
            return Read(row.number, _of_a_fault(row), reader.read({}, fault=row.fault))
        cells = dict(zip(header, row.cells, strict=True))
        return Read(row.number, cells, reader.read(cells))

    stored = batch.rows
    try:
        for rows in batched(table.rows(batch.read_to), PIECE, strict=False):
            with acting(by, at):
                batch = actions.keep_rows(
                    by=by, at=at, batch=batch, rows=[read(row) for row in rows], last=False
                )
            stored += len(rows)
            progress("store", stored, max(table.about, stored))
        with acting(by, at):
            batch = actions.keep_rows(by=by, at=at, batch=batch, rows=[], last=True)
    except UnreadableFileError as error:
        with acting(by, at):
            batch = actions.fail(by=by, at=at, batch=batch, code=error.code, sentence=error.sentence)
    take_in(by=by, at=at, source=source, progress=progress, about=batch.rows)
    return batch


def _of_a_fault(row: FileRow) -> dict[str, str]:
    """What can be kept of a row that could not be taken apart, cell by cell."""
    return {f"cell {place}": cell[:_LONGEST_CELL] for place, cell in enumerate(row.cells[:200], start=1)}


def take_in(
    *, by: Actor, at: datetime, source: Source | None = None, progress: Progress = silent, about: int = 0
) -> int:
    """Take in everything that waits, of one source or of all, the oldest first; how many were handled here.

    What somebody else has in hand is waited for: it may come back when they are cut off, or let a later row go on.
    """
    done = idle = 0
    while idle < _PATIENCE:
        with acting(by, at):
            found = actions.take_some(by=by, at=at, source=source)
            if not found and not left(source):
                return done
        idle = 0 if found else idle + 1
        if not found:
            sleep(_PAUSE)
        done += found
        progress("take", done, max(about, done))
    return done


def keep_call(
    items: list[Any], *, by: Actor, at: datetime, source: Source, body: bytes, key: str, declared: int | None
) -> Batch | Refused:
    """Store what a call brings, in the transaction under way. Raises WrongColumnsError where no item has a reference."""
    cells = [flat(one) if isinstance(one, dict) else flat({"summary": one}) for one in items]
    header = list(dict.fromkeys(["reference", *(name for one in cells for name in one)]))
    columns = guessed_for(source, header)
    columns.check(header)
    batch = actions.begin(
        by=by,
        at=at,
        source=source,
        way="api",
        sha256=hashlib.sha256(body).hexdigest(),
        header=header,
        mapping=columns.as_json(),
        key=key,
        declared=declared,
    )
    if isinstance(batch, Refused) or batch.state != Batch.State.READING:
        return batch
    reader = reader_of(batch, source)
    rows = [Read(number, one, reader.read(one)) for number, one in enumerate(cells, start=1)]
    return actions.keep_rows(by=by, at=at, batch=batch, rows=rows, last=True)


def find_source(key: str, *, by: Actor, at: datetime) -> Source | None:
    """A source by its key."""
    with acting(by, at), as_service("notifications"):
        return Source.objects.select_related("agency", "desk__hub").filter(key=key).first()

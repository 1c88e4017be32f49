"""A run from its file to its end, each batch in a transaction of its own; whatever cuts it off, it goes on there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Final

from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting, as_service
from mash.registers.people.feeds import actions
from mash.registers.people.feeds.errors import UnreadableFileError, WrongMappingError
from mash.registers.people.feeds.mapping import ColumnMapping, Reader
from mash.registers.people.feeds.models import Run
from mash.registers.people.feeds.reading import open_table

Progress = Callable[[str, int, int], None]
"""Called after each batch with the step (read, apply), how many rows are done and about how many there are (or 0)."""
_PIECE: Final = 1024 * 1024


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def silent(step: str, done: int, about: int) -> None:
    """No progress shown."""
    del step, done, about


def check(run_id: str, path: Path, *, by: Actor, at: datetime, progress: Progress = silent) -> Run:
    """Read a run's file from where it was left, and compare; nothing is taken in yet.

    Raises UnreadableFileError or WrongMappingError after noting it on the run, when the file turns out damaged or to be
    another than its mapping was made for.
    """
    run = _run(run_id, by=by, at=at)
    if run.state != Run.State.READING:
        return run
    try:
        table = open_table(path)
        reader = Reader(
            ColumnMapping.of_json(run.mapping), table.header, keeps=run.feed.keeps, today=at.date()
        )
        done = run.rows
        for rows in batched(table.rows(run.read_to), actions.BATCH, strict=False):
            outcomes = [reader.read(row) for row in rows]
            with acting(by, at):
                actions.keep_batch(run=run, outcomes=outcomes, read_to=rows[-1].number)
            done += len(rows)
            progress("read", done, max(table.about, done))
    except (UnreadableFileError, WrongMappingError) as error:
        with acting(by, at):
            actions.fail(at=at, run=run, sentence=error.sentence)
        raise
    with acting(by, at):
        return actions.compare(run=run)


def take_in(run_id: str, *, by: Actor, at: datetime, progress: Progress = silent) -> Run:
    """Apply a run that was let in, to its end."""
    run = _run(run_id, by=by, at=at)
    total = run.new + run.changed + run.gone
    done, more = 0, run.state == Run.State.APPLYING
    while more:
        with acting(by, at):
            more = actions.apply_batch(by=by, at=at, run=run)
        done += actions.BATCH
        progress("apply", min(done, total), total)
    return _run(run_id, by=by, at=at)


def _run(run_id: str, *, by: Actor, at: datetime) -> Run:
    with acting(by, at), as_service("feeds"):
        return Run.objects.select_related("feed__agency").get(public_id=run_id)

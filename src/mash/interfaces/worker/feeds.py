"""Lists of people that came in by a page are checked and taken in here; what nobody needs any more is purged."""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import Final

from mash.foundation.files.models import StoredFile
from mash.foundation.visibility import acting, as_service
from mash.registers.people.feeds import actions, queries, work
from mash.registers.people.feeds.actions.bytes import drop_file, file_of
from mash.registers.people.feeds.errors import UnreadableFileError, WrongMappingError
from mash.registers.people.feeds.models import Run
from mash.registers.people.feeds.permissions import CONSOLE

_OVER: Final = [Run.State.DONE, Run.State.ABANDONED, Run.State.FAILED]


def work_on_runs(*, at: datetime) -> int:
    """Take each waiting import a step on; how many there were. What a kill cut off goes on at the next call."""
    with acting(CONSOLE, at), as_service("feeds"):
        waiting = list(
            Run.objects.exclude(file="")
            .filter(state__in=[Run.State.READING, Run.State.APPLYING])
            .order_by("pk")
            .values_list("public_id", "state", "file")
        )
        states = dict(StoredFile.objects.filter(held_for_kind="feed").values_list("public_id", "state"))
    done = 0
    for run_id, state, file in waiting:
        if states.get(file) == StoredFile.State.QUARANTINED:
            continue  # the scanner comes first
        done += 1
        if state == Run.State.APPLYING:
            work.take_in(run_id, by=CONSOLE, at=at)
        else:
            _check(run_id, infected=states.get(file) == StoredFile.State.INFECTED, at=at)
    _drop_files(at)
    return done


def _check(run_id: str, *, infected: bool, at: datetime) -> None:
    with acting(CONSOLE, at), as_service("feeds"):
        run = Run.objects.select_related("feed__agency").get(public_id=run_id)
        if infected:
            actions.fail(at=at, run=run, sentence="A virus was found in the file. Nothing of it was read.")
            return
    with contextlib.ExitStack() as stack:
        with acting(CONSOLE, at):
            path = stack.enter_context(file_of(run))
        with contextlib.suppress(
            UnreadableFileError, WrongMappingError
        ):  # noted on the run, where its page says it
            work.check(run_id, path, by=CONSOLE, at=at)


def _drop_files(at: datetime) -> None:
    with acting(CONSOLE, at):
        with as_service("feeds"):
            over = list(Run.objects.exclude(file="").filter(state__in=_OVER))
        for run in over:
            drop_file(by=CONSOLE, at=at, run=run)


def purge_unused(*, at: datetime) -> int:
    """Purge what nobody needed of every wider feed, also those that ended, and old reports; how many pointers went."""
    with acting(CONSOLE, at), as_service("feeds"):
        wider = list(queries.feeds().filter(scope="wider"))
    purged = 0
    for feed in wider:
        more = 1
        while more:
            with acting(CONSOLE, at):
                more = actions.purge(by=CONSOLE, at=at, feed=feed)
            purged += more
    with acting(CONSOLE, at):
        actions.forget_reports(at=at)
    return purged

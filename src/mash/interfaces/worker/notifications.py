"""Notifications that a call or a page left waiting, or whose import was cut off, are taken in here."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Final

from django.db import InterfaceError, OperationalError

from mash.casework.notifications.actions import end_upload
from mash.casework.notifications.actions.hand_over import file_of, scanned
from mash.casework.notifications.errors import WrongColumnsError
from mash.casework.notifications.models import Upload
from mash.casework.notifications.permissions import CONSOLE
from mash.casework.notifications.work import import_file, take_in
from mash.foundation.adapters.storage import StorageError
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting
from mash.registers.people.feeds.errors import UnreadableFileError

log = logging.getLogger(__name__)
INFECTED: Final = "A virus was found in the file. Nothing of it was read."
LEFT: Final = "Nobody said what its columns are within 14 days. It was deleted; hand it over again."
KEPT: Final = timedelta(days=14)
"""For so long a file waits for its columns: nobody's details lie about for longer."""
GONE: Final = "The file’s bytes are missing or damaged where they were kept. Hand it over again."
GIVEN_UP: Final = (
    "The file could not be taken in to its end. Save it again and hand it over; if it fails again, tell whoever runs "
    "the system."
)


def take_waiting(*, at: datetime) -> int:
    """Take in what waits of every source; how many rows were handled."""
    return take_in(by=CONSOLE, at=at)


def take_uploads(*, at: datetime) -> int:
    """Take in each file that was let in on a page, the oldest first; how many came to their end.

    What goes wrong with one file ends that file and no other. What the scanner has not seen waits. What a kill cut off
    goes on at the next call, row after row.
    """
    with acting(CONSOLE, at):
        waiting = list(
            Upload.objects.filter(state__in=[Upload.State.MAPPING, Upload.State.TAKING])
            .select_related("source__agency", "source__desk__hub")
            .order_by("pk")
        )
        states = {one.pk: scanned(one) for one in waiting}
    done = 0
    for upload in waiting:
        if states[upload.pk] == "infected":
            _end(upload, at, failure=INFECTED)
            done += 1
        elif upload.state == Upload.State.MAPPING and at - upload.at > KEPT:
            _end(upload, at, failure=LEFT)
            done += 1
        elif upload.state == Upload.State.TAKING and states[upload.pk] in {"clean", "unscanned"}:
            _take(upload, at)
            done += 1
    return done


def _take(upload: Upload, at: datetime) -> None:
    try:
        with ExitStack() as stack:
            with acting(CONSOLE, at):
                path = stack.enter_context(file_of(upload))
            batch = import_file(
                path,
                by=CONSOLE,
                at=at,
                source=upload.source,
                mapping=upload.mapping,
                declared=upload.declared,
                name=upload.file_name,
            )
    except (UnreadableFileError, WrongColumnsError) as error:
        _end(upload, at, failure=error.sentence)
        return
    except StorageError:
        _end(upload, at, failure=GONE)
        return
    except (OperationalError, InterfaceError):
        raise  # the database's, and not the file's: it goes on at the next call
    except Exception as error:  # noqa: BLE001 - one file must never stop those of every other force
        # Its kind and not its words, in which a cell of the file may stand.
        log.error("Upload %s was given up: %s", upload.public_id, type(error).__name__)  # noqa: TRY400
        _end(upload, at, failure=GIVEN_UP)
        return
    if isinstance(batch, Refused):
        _end(upload, at, failure=batch.sentence)
        return
    with acting(CONSOLE, at):
        end_upload(by=CONSOLE, at=at, upload=upload, batch=batch, failure=batch.failure)


def _end(upload: Upload, at: datetime, *, failure: str) -> None:
    with acting(CONSOLE, at):
        end_upload(by=CONSOLE, at=at, upload=upload, failure=failure)

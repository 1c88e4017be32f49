"""What is swept up on a schedule: quarantined files, forms left lying, who had a case open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from mash.casework.cases.actions import end_closings, tell_of_overdue, tell_of_time
from mash.casework.cases.models import Presence
from mash.casework.handover.actions import tell_of_time as tell_of_handovers
from mash.casework.intake.actions.drafts import purge_drafts
from mash.casework.pathways.actions import tell_of_time as tell_of_pathways
from mash.foundation.files.actions import scan, sweep
from mash.foundation.files.queries import to_scan
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting
from mash.interfaces.worker.delivery import WORKER

PRESENCE_KEPT: Final = timedelta(hours=1)


def scan_quarantined(*, at: datetime) -> int:
    """Have waiting files checked, each in a transaction of its own; how many left quarantine."""
    with acting(WORKER, at):
        found = to_scan()
    settled = 0
    for file_id in found:
        with acting(WORKER, at):
            settled += not isinstance(scan(file_id, by=WORKER, at=at), Refused)
    return settled


def purge_old_drafts(*, at: datetime) -> int:
    """Delete forms that nobody took up again, and one-time codes that ran out; how many forms went."""
    with acting(WORKER, at):
        return purge_drafts(by=WORKER, at=at)


def forget_presence(*, at: datetime) -> int:
    """Delete who had which case open, an hour after the last sign of them."""
    with acting(WORKER, at):
        return Presence.objects.filter(seen_at__lt=at - PRESENCE_KEPT).delete()[0]


def close_cases(*, at: datetime) -> int:
    """End the closings that were asked for and whose time has come; how many."""
    with acting(WORKER, at):
        return end_closings(at=at)


def sweep_bytes(*, at: datetime) -> int:
    """Delete stored bytes that no file has named for a day; how many files' worth."""
    with acting(WORKER, at):
        return sweep(by=WORKER, at=at)


def forget_counters(*, at: datetime) -> int:
    """Delete what has run out of the cache's table, which Django leaves there until the table is full; how many."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [at])  # noqa: S608 - the name is the settings' own
        return int(cursor.rowcount)


def clear_sessions() -> None:
    call_command("clearsessions")


def look_for_births(*, at: datetime) -> int:
    """Say once of each expected date that has passed that no birth is recorded; how many."""
    with acting(WORKER, at):
        return tell_of_overdue(by=WORKER, at=at)


def tell_of_times(*, at: datetime) -> int:
    """Tell of time limits that are near or over, of cases and of hand-overs; how many."""
    with acting(WORKER, at):
        return (
            tell_of_time(by=WORKER, at=at)
            + tell_of_handovers(by=WORKER, at=at)
            + tell_of_pathways(by=WORKER, at=at)
        )

"""What is swept up on a schedule: quarantined files, old drafts and codes, who had a case open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core.management import call_command

from mash.casework.cases.models import Presence
from mash.casework.intake.models import OneTimeCode
from mash.foundation.files.actions import scan
from mash.foundation.files.queries import to_scan
from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting
from mash.interfaces.worker.delivery import WORKER

DRAFTS: Final = Actor.service("drafts")
CODES_KEPT: Final = timedelta(days=1)
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


def purge_codes(*, at: datetime) -> int:
    """Delete one-time codes that ran out a day ago."""
    with acting(DRAFTS, at):
        return OneTimeCode.objects.filter(expires_at__lt=at - CODES_KEPT).delete()[0]


def forget_presence(*, at: datetime) -> int:
    """Delete who had which case open, an hour after the last sign of them."""
    with acting(WORKER, at):
        return Presence.objects.filter(seen_at__lt=at - PRESENCE_KEPT).delete()[0]


def clear_sessions() -> None:
    call_command("clearsessions")

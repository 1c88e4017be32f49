"""The watched mailboxes are read here, and what is not for us is purged."""

from __future__ import annotations

from datetime import datetime

from mash.casework.mailbox.actions import purge_rejected
from mash.casework.mailbox.work import MAILBOX, Collected, collect
from mash.foundation.adapters.mailboxes import boxes
from mash.foundation.visibility import acting


def collect_mail(*, at: datetime) -> dict[str, Collected]:
    """Collect each watched mailbox, one after the other; what came of it, by the mailbox's key."""
    return {box.key: collect(box, at=at) for box in boxes()}


def purge_mail(*, at: datetime) -> int:
    """Delete what messages say that were not for us, a while after that was said; how many."""
    purged = 0
    while True:
        with acting(MAILBOX, at):
            more = purge_rejected(by=MAILBOX, at=at)
        if not more:
            return purged
        purged += more

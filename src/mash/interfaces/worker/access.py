"""Patterns in what people opened, looked for on a schedule."""

from __future__ import annotations

from datetime import datetime

from mash.casework.access.actions import look_for_patterns as look
from mash.foundation.visibility import acting
from mash.interfaces.worker.delivery import WORKER


def look_for_patterns(*, at: datetime) -> int:
    """Raise what a lead is to look at; how many."""
    with acting(WORKER, at):
        return len(look(by=WORKER, at=at))

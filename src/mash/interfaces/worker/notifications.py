"""Notifications that a call or a page left waiting, or whose import was cut off, are taken in here."""

from __future__ import annotations

from datetime import datetime

from mash.casework.notifications.permissions import CONSOLE
from mash.casework.notifications.work import take_in


def take_waiting(*, at: datetime) -> int:
    """Take in what waits of every source; how many were handled."""
    return take_in(by=CONSOLE, at=at)

"""An update that nobody has read in time comes back to the hub by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mash.casework.updates import actions
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

UPDATES: Final = Actor.service("updates")


def send_back_unread(*, at: datetime) -> int:
    """Bring back what is overdue by now, each in a transaction of its own; how many."""
    with acting(UPDATES, at):
        late = actions.to_send_back(at=at)
    back = 0
    for number in late:
        with acting(UPDATES, at):
            back += actions.send_back(by=UPDATES, at=at, number=number)
    return back

"""What the mailbox asks of the floors above, without knowing them. Called as the service `intake`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Further
from mash.foundation.kernel import Actor

# Whether what is written in a contact's thread still reaches somebody: not where its case is closed.
is_worked_on: list[Callable[[Contact], bool]] = []
# A further message has come for a contact: whoever works on the case is told.
on_joined: list[Callable[[Further, Actor, datetime], None]] = []

"""What intake asks of the floors above, without knowing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from mash.casework.intake.models import Classification, Contact
from mash.foundation.kernel import Actor

# Called in the receiving transaction, as the service `intake`, with the contacts that arrived together: cases opens
# their cases here.
on_received: list[Callable[[Sequence[Contact], Actor, datetime], None]] = []

# Somebody has said what a contact is; called in that transaction, as whoever says it.
on_classified: list[Callable[[Classification, Actor, datetime], None]] = []

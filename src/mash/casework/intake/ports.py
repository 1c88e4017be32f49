"""What intake asks of the floors above, without knowing them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mash.casework.intake.models import Contact
from mash.foundation.kernel import Actor

# Called in the receiving transaction, as the service `intake`: cases opens its case here.
on_received: list[Callable[[Contact, Actor, datetime], None]] = []

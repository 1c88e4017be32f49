"""What a call asks of the floors above, without knowing them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mash.foundation.kernel import Actor

# A call that went on after a contact was made of it has more than the matter (its number): somebody is in danger now
# (True), or people were named or an answer changed. Whoever works on the case is told.
on_more: list[Callable[[int, bool, Actor, datetime], None]] = []

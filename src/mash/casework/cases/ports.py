"""What cases tell the floors above, without knowing them; called in the transaction of the action, as whoever acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mash.casework.cases.models import Case
from mash.foundation.kernel import Actor, Verdict

# A case has been given to its worker, or taken by them.
on_given: list[Callable[[Case, Actor, datetime], None]] = []
# A case was opened again, with the reason.
on_reopened: list[Callable[[Case, str, Actor, datetime], None]] = []
# Somebody asks to close a case: what still waits in it for whoever asks is refused.
may_close: list[Callable[[Case, Actor, datetime], Verdict]] = []

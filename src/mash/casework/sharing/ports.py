"""What sharing asks of the floors above, without knowing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from mash.casework.matters.models import Subject
from mash.casework.sharing.models import Request
from mash.foundation.kernel import Actor

# Called in the answering transaction; the flag says that it is a first answer.
on_answered: list[Callable[[Request, Actor, datetime], None]] = []

# Whether processing is restricted for one of these people: what nobody has to share is not shared onwards then.
restricted_processing: list[Callable[[Sequence[Subject]], bool]] = []


def is_restricted(people: Sequence[Subject]) -> bool:
    """Whether anybody says so of one of them."""
    return any(one(people) for one in restricted_processing)

"""What can be done about a call."""

from mash.casework.calls.actions.back import drop, try_again
from mash.casework.calls.actions.end import end, end_as_advice, make_contact
from mash.casework.calls.actions.rings import take_in
from mash.casework.calls.actions.take import save, take
from mash.casework.calls.actions.written import forget, give_up, join, look, waiting

__all__ = [
    "drop",
    "end",
    "end_as_advice",
    "forget",
    "give_up",
    "join",
    "look",
    "make_contact",
    "save",
    "take",
    "take_in",
    "try_again",
    "waiting",
]

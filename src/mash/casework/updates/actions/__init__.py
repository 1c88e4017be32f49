"""What is done with updates."""

from mash.casework.updates.actions.notices import acknowledge, look_again, record, take_in
from mash.casework.updates.actions.notices import end as end_notice
from mash.casework.updates.actions.reading import bring_back, opened, read, send_back, to_send_back
from mash.casework.updates.actions.recognise import new_concern, recognise, undo

__all__ = [
    "acknowledge",
    "bring_back",
    "end_notice",
    "look_again",
    "new_concern",
    "opened",
    "read",
    "recognise",
    "record",
    "send_back",
    "take_in",
    "to_send_back",
    "undo",
]

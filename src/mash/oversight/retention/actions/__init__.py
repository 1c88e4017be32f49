"""Everything that writes here."""

from mash.oversight.retention.actions.again import dispose_again
from mash.oversight.retention.actions.carrying_out import carry_out, ready_to_carry_out
from mash.oversight.retention.actions.disposals import decide, propose, stop
from mash.oversight.retention.actions.holds import agree_to_lift, ask_to_lift, note_seen, place_hold
from mash.oversight.retention.actions.reviewing import Reviewed, review
from mash.oversight.retention.actions.sealed import end_keeping, keep_for_sealed

__all__ = [
    "Reviewed",
    "agree_to_lift",
    "ask_to_lift",
    "carry_out",
    "decide",
    "dispose_again",
    "end_keeping",
    "keep_for_sealed",
    "note_seen",
    "place_hold",
    "propose",
    "ready_to_carry_out",
    "review",
    "stop",
]

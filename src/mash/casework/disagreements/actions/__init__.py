"""What is done with a disagreement."""

from mash.casework.disagreements.actions.climb import climb, move_up, to_climb
from mash.casework.disagreements.actions.end import decide, settle, withdraw
from mash.casework.disagreements.actions.opening import open_about, open_about_request
from mash.casework.disagreements.actions.views import say

__all__ = [
    "climb",
    "decide",
    "move_up",
    "open_about",
    "open_about_request",
    "say",
    "settle",
    "to_climb",
    "withdraw",
]

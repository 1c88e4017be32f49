"""Break the glass, give it back, review it; say who is close to whom; look for patterns."""

from mash.casework.access.actions.browsing import look_for_patterns, settle
from mash.casework.access.actions.closeness import Whom, declare_close, end_close
from mash.casework.access.actions.glass import break_glass, give_back
from mash.casework.access.actions.review import review

__all__ = [
    "Whom",
    "break_glass",
    "declare_close",
    "end_close",
    "give_back",
    "look_for_patterns",
    "review",
    "settle",
]

"""What may be done with information between agencies."""

from mash.casework.sharing.actions.answer import acknowledge, answer, save_working
from mash.casework.sharing.actions.ask import ask, record_openness, withdraw
from mash.casework.sharing.actions.share import not_share, review_share

__all__ = [
    "acknowledge",
    "answer",
    "ask",
    "not_share",
    "record_openness",
    "review_share",
    "save_working",
    "withdraw",
]

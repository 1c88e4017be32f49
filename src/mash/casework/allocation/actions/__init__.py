"""What may be done to share work out."""

from mash.casework.allocation.actions.giving import give, take_next
from mash.casework.allocation.actions.offers import answer, lapse, offer, to_lapse
from mash.casework.allocation.actions.wishes import wish

__all__ = ["answer", "give", "lapse", "offer", "take_next", "to_lapse", "wish"]

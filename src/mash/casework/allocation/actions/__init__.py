"""What may be done to share work out."""

from mash.casework.allocation.actions.giving import give, take_next
from mash.casework.allocation.actions.near_home import name_postcode, take_back
from mash.casework.allocation.actions.offers import answer, lapse, offer, to_lapse
from mash.casework.allocation.actions.wishes import wish

__all__ = ["answer", "give", "lapse", "name_postcode", "offer", "take_back", "take_next", "to_lapse", "wish"]

"""What is done with a hand-over."""

from mash.casework.handover.actions.answering import acknowledge, answer
from mash.casework.handover.actions.clocks import count_anew, tell_of_time
from mash.casework.handover.actions.offering import Offer, offer, withdraw

__all__ = ["Offer", "acknowledge", "answer", "count_anew", "offer", "tell_of_time", "withdraw"]

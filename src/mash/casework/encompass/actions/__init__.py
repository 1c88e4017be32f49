"""What may be done with notices to schools."""

from mash.casework.encompass.actions.decide import call, not_send, send, withdraw
from mash.casework.encompass.actions.propose import propose_by_hand, propose_for
from mash.casework.encompass.actions.read import open_message

__all__ = ["call", "not_send", "open_message", "propose_by_hand", "propose_for", "send", "withdraw"]

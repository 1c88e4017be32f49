"""What is done with the messages of watched mailboxes."""

from mash.casework.mailbox.actions.domains import set_domain
from mash.casework.mailbox.actions.judge import judge
from mash.casework.mailbox.actions.purge import purge_rejected
from mash.casework.mailbox.actions.settle import settle_message
from mash.casework.mailbox.actions.take import looked, put_away, take

__all__ = ["judge", "looked", "purge_rejected", "put_away", "set_domain", "settle_message", "take"]

"""Everything that matters is in the ledger first."""

from mash.foundation.ledger.events import Event, declare, declared
from mash.foundation.ledger.log import Happened, append, append_all, append_apart, refuse

__all__ = ["Event", "Happened", "append", "append_all", "append_apart", "declare", "declared", "refuse"]

"""Everything that matters is in the ledger first."""

from mash.foundation.ledger.events import Event, declare, declared
from mash.foundation.ledger.log import append, append_apart, refuse

__all__ = ["Event", "append", "append_apart", "declare", "declared", "refuse"]

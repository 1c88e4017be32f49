"""Everything that matters is in the ledger first."""

from mash.foundation.ledger.events import Event, declare, declared
from mash.foundation.ledger.log import append, refuse

__all__ = ["Event", "append", "declare", "declared", "refuse"]

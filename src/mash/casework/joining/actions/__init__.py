"""What may be said of contacts about one incident."""

from mash.casework.joining.actions.join import arrived_under, dismiss, join, part
from mash.casework.joining.actions.mark import mark

__all__ = ["arrived_under", "dismiss", "join", "mark", "part"]

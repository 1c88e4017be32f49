"""What may be said of contacts about one incident."""

from mash.casework.joining.actions.join import arrived_under, dismiss, join, part
from mash.casework.joining.actions.mark import mark, mark_missing

__all__ = ["arrived_under", "dismiss", "join", "mark", "mark_missing", "part"]

"""What others read of cases."""

from mash.casework.cases.queries.history import History, history_of
from mash.casework.cases.queries.picture import Picture, picture_of
from mash.casework.cases.queries.worklist import QUEUES, Load, Page, closed, counts, load, worklist

__all__ = [
    "QUEUES",
    "History",
    "Load",
    "Page",
    "Picture",
    "closed",
    "counts",
    "history_of",
    "load",
    "picture_of",
    "worklist",
]

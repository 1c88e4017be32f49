"""What others read of cases."""

from mash.casework.cases.queries.history import History, history_of
from mash.casework.cases.queries.picture import Picture, picture_of
from mash.casework.cases.queries.worklist import QUEUES, Page, counts, worklist

__all__ = ["QUEUES", "History", "Page", "Picture", "counts", "history_of", "picture_of", "worklist"]

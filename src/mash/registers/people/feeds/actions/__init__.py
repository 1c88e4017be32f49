"""The only code that writes: what a feed is, and each step of a file on its way in."""

from mash.registers.people.feeds.actions.agree import end_feed, hub_feed, record_feed
from mash.registers.people.feeds.actions.apply import apply_batch
from mash.registers.people.feeds.actions.begin import abandon, begin, confirm, fail, go, name_columns
from mash.registers.people.feeds.actions.purge import forget_reports, purge
from mash.registers.people.feeds.actions.read import BATCH, compare, keep_batch

__all__ = [
    "BATCH",
    "abandon",
    "apply_batch",
    "begin",
    "compare",
    "confirm",
    "end_feed",
    "fail",
    "forget_reports",
    "go",
    "hub_feed",
    "keep_batch",
    "name_columns",
    "purge",
    "record_feed",
]

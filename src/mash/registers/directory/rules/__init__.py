"""What may be written in the directory, and whom it says to reach. Pure."""

from .hours import Hours, UnreadableHoursError, read, restored, stored, write
from .keeping import check_due, corrected, ended_twice, may_keep, may_stand_in, unchanged
from .reach import (
    Entries,
    Post,
    Reached,
    StandIn,
    Way,
    local_day,
    next_change,
    open_now,
    outlook,
    reach,
    standing_for,
    stands_for,
)
from .ways import WaySaid, is_mobile, may_write, phone_digits

__all__ = [
    "Entries",
    "Hours",
    "Post",
    "Reached",
    "StandIn",
    "UnreadableHoursError",
    "Way",
    "WaySaid",
    "check_due",
    "corrected",
    "ended_twice",
    "is_mobile",
    "local_day",
    "may_keep",
    "may_stand_in",
    "may_write",
    "next_change",
    "open_now",
    "outlook",
    "phone_digits",
    "reach",
    "read",
    "restored",
    "standing_for",
    "stands_for",
    "stored",
    "unchanged",
    "write",
]

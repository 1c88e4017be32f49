"""What may be recorded of unborn children, and of brothers and sisters."""

from mash.casework.families.actions.considering import consider
from mash.casework.families.actions.expecting import end, expect

__all__ = ["consider", "end", "expect"]

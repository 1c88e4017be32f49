"""Say what could have been spared, what belongs elsewhere, and who is on duty."""

from mash.oversight.demand.actions.elsewhere import send_elsewhere
from mash.oversight.demand.actions.mark import end_mark, set_mark
from mash.oversight.demand.actions.sheet import Clash, save_sheet

__all__ = ["Clash", "end_mark", "save_sheet", "send_elsewhere", "set_mark"]

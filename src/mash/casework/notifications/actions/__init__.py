"""What may be done with a force's notifications."""

from mash.casework.notifications.actions.agree import change_source, end_source, make_secret, record_source
from mash.casework.notifications.actions.hand_over import end_upload, give_up, hand_over, map_columns
from mash.casework.notifications.actions.keep import begin, fail, keep_rows
from mash.casework.notifications.actions.put_right import put_right
from mash.casework.notifications.actions.sign import declare_number, sign_off
from mash.casework.notifications.actions.take import take_some

__all__ = [
    "begin",
    "change_source",
    "declare_number",
    "end_source",
    "end_upload",
    "fail",
    "give_up",
    "hand_over",
    "keep_rows",
    "make_secret",
    "map_columns",
    "put_right",
    "record_source",
    "sign_off",
    "take_some",
]

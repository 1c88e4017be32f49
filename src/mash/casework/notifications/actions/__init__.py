"""What may be done with a force's notifications."""

from mash.casework.notifications.actions.agree import make_secret, record_source
from mash.casework.notifications.actions.keep import begin, fail, keep_rows
from mash.casework.notifications.actions.put_right import put_right
from mash.casework.notifications.actions.take import take_some

__all__ = ["begin", "fail", "keep_rows", "make_secret", "put_right", "record_source", "take_some"]

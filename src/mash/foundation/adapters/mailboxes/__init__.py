"""Mailboxes that are watched: the port `Source`, and what may stand behind each box of the setting MASH_MAILBOXES."""

from mash.foundation.adapters.mailboxes.boxes import Box, boxes, open_source
from mash.foundation.adapters.mailboxes.source import Found, MailboxError, Source

__all__ = ["Box", "Found", "MailboxError", "Source", "boxes", "open_source"]

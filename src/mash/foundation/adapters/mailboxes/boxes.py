"""Which mailboxes are watched, read from the setting MASH_MAILBOXES."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mash.foundation.adapters.mailboxes.folder import FolderSource
from mash.foundation.adapters.mailboxes.imap import SCHEMES, ImapSource, is_here
from mash.foundation.adapters.mailboxes.source import NullSource, Source

_WRONG: Final = (
    'MASH_MAILBOXES is a JSON list of mailboxes: [{"key": "children", "desk": "county-children", '
    '"address": "mash@example.org", "url": "imaps://user:password@host:993/INBOX", "trusts": "mx.example.org"}].'
)


@dataclass(frozen=True, slots=True)
class Box:
    """One watched mailbox, bound to a desk by the desk's key.

    `trusts` is the authserv-id by which the receiving server signs its Authentication-Results; without it no sender is
    verified. `ca` is a PEM file of the authority that signed the server's certificate, where no public one did.
    """

    key: str
    desk: str
    address: str
    url: str
    trusts: str = ""
    ca: str = ""

    def __repr__(self) -> str:
        return f"Box({self.key})"  # its address holds a password


def boxes() -> tuple[Box, ...]:
    """The watched mailboxes. Raises ImproperlyConfigured with what to set."""
    text: str = getattr(settings, "MASH_MAILBOXES", "")
    if not text:
        return ()
    try:
        given = json.loads(text)
        found = tuple(Box(**one) for one in given)
    except (ValueError, TypeError):
        raise ImproperlyConfigured(_WRONG) from None
    whole = all(_is_known(one.url) for one in found if isinstance(one.url, str)) and all(
        isinstance(value, str) for one in given for value in one.values()
    )
    if not whole or len({one.key for one in found}) != len(found) or not all(one.key for one in found):
        raise ImproperlyConfigured(_WRONG)
    return found


def _is_known(url: str) -> bool:
    """Whether the address is of a kind that can be opened, so that one that is wrong keeps no other from being read."""
    parts = urlsplit(url)
    if parts.scheme in SCHEMES:
        return bool(parts.hostname) and (parts.scheme != "imap" or is_here(parts.hostname or ""))
    return parts.scheme == "null" or (parts.scheme == "folder" and parts.path.startswith("/"))


def open_source(box: Box) -> Source:
    """The box, opened. Raises MailboxError where it cannot be, ImproperlyConfigured for an address of no known kind.

    `imaps://` and `imap+starttls://` are encrypted; `imap://` is taken for a server on the same machine alone.
    `folder:/path` is a folder of .eml files, as portals for secure mail export them; `null:` is not watched.
    """
    parts = urlsplit(box.url)
    if parts.scheme in SCHEMES and parts.hostname:
        return ImapSource(
            scheme=parts.scheme,
            host=parts.hostname,
            port=parts.port or SCHEMES[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.lstrip("/")) or "INBOX",
            ca=box.ca,
        )
    if parts.scheme == "folder" and parts.path.startswith("/"):
        return FolderSource(Path(unquote(parts.path)))
    if parts.scheme == "null":
        return NullSource()
    raise ImproperlyConfigured(_WRONG)

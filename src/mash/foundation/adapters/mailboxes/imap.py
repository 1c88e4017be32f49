"""A mailbox on an IMAP server (RFC 9051 and the older RFC 3501), by the standard library's client.

Only these commands are used: LOGIN, SELECT, UID FETCH of sizes and of bodies with PEEK, CREATE, and UID MOVE, or where a
server has no MOVE, UID COPY with UID STORE and UID EXPUNGE. A bare EXPUNGE, which takes whatever else is marked, never is.
"""

from __future__ import annotations

import contextlib
import imaplib
import ipaddress
import re
import ssl
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from mash.foundation.adapters.mailboxes.source import HEAD, Folder, Found, MailboxError

SCHEMES: Final = {"imaps": 993, "imap+starttls": 143, "imap": 143}
TIMEOUT_SECONDS: Final = 30
_FOLDERS: Final[dict[Folder, str]] = {"taken": "MASH-taken", "aside": "MASH-aside"}
_UID: Final = re.compile(rb"\bUID (\d+)\b")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)\b")
_AT_ONCE: Final = 200


class ImapSource:
    """One folder of one account, selected. TLS is verified; without it only the same machine is talked to."""

    def __init__(
        self, *, scheme: str, host: str, port: int, user: str, password: str, folder: str, ca: str = ""
    ) -> None:
        if scheme == "imap" and not is_here(host):
            raise ImproperlyConfigured("A mailbox elsewhere is read by imaps:// or imap+starttls:// alone.")
        self._folder = folder
        self._made: set[Folder] = set()
        with _told("unreachable"):
            self._imap = _connect(scheme, host, port, ca)
        try:
            with _told("not-let-in"):
                self._imap.login(user, password)
            with _told("no-such-folder"):
                self._do("select", _quoted(folder))
                epoch = self._imap.response("UIDVALIDITY")[1]
            with _told("unreadable"):
                # What a server says before the sign-in is not all that it can do.
                self._can = {
                    word.upper() for line in self._do("capability") for word in line.decode("ascii").split()
                }
        except BaseException:
            self.close()
            raise
        if not epoch or epoch[0] is None:
            self.close()
            raise MailboxError("no-uidvalidity")
        self._epoch = epoch[0].decode("ascii")

    def found(self) -> Iterator[Found]:
        """One line a message: no answer grows with the mailbox."""
        with _told("unreadable"):
            lines = self._do("uid", "FETCH", "1:*", "(UID RFC822.SIZE)")
        found: dict[int, int] = {}
        for line in lines:
            text = line[0] if isinstance(line, tuple) else line
            uid, size = _UID.search(text or b""), _SIZE.search(text or b"")
            if uid and size:
                found[int(uid[1])] = int(size[1])
        for one in sorted(found):
            yield Found(self._epoch, str(one), found[one])

    def fetch(self, one: Found, *, most: int) -> bytes:
        part = f"(UID BODY.PEEK[]<0.{HEAD}>)" if one.size > most else "(UID BODY.PEEK[])"
        with _told("unreadable"):
            lines = self._do("uid", "FETCH", one.place, part)
        seen = False
        for line in lines:
            head, body = line if isinstance(line, tuple) else (line, b"")
            uid = _UID.search(head or b"")
            if isinstance(line, tuple) and b"BODY[]" in head.upper():
                return bytes(body)
            seen = seen or bool(uid and uid[1] == one.place.encode())
        if seen:
            return b""  # an empty message has no literal
        raise MailboxError("gone")

    def put_away(self, some: Sequence[Found], folder: Folder) -> None:
        mine = [one.place for one in some if one.epoch == self._epoch]
        for places in batched(mine, _AT_ONCE):
            with _told("not-moved"):
                self._move(",".join(places), self._folder_for(folder))

    def _move(self, places: str, to: str) -> None:
        if "MOVE" in self._can:
            self._do("uid", "MOVE", places, to)
            return
        if "UIDPLUS" not in self._can:
            raise MailboxError("cannot-move")
        self._do("uid", "COPY", places, to)
        self._do("uid", "STORE", places, "+FLAGS.SILENT", r"(\Deleted)")
        self._do("uid", "EXPUNGE", places)

    def _folder_for(self, folder: Folder) -> str:
        name = _quoted(_FOLDERS[folder])
        if folder not in self._made:
            self._imap.create(name)  # "NO" where it is there already
            self._made.add(folder)
        return name

    def _do(self, name: str, *arguments: str) -> list[Any]:
        status, data = getattr(self._imap, name)(*arguments)
        if status != "OK":
            raise imaplib.IMAP4.error(status)
        return [line for line in data if line is not None]

    def close(self) -> None:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            self._imap.logout()


@contextlib.contextmanager
def _told(code: str) -> Iterator[None]:
    # A server's own sentence may repeat an address; the word of where it failed says enough.
    try:
        yield
    except (imaplib.IMAP4.error, OSError):
        raise MailboxError(code) from None


def _connect(scheme: str, host: str, port: int, ca: str) -> imaplib.IMAP4:
    context = ssl.create_default_context(cafile=ca or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    imap = imaplib.IMAP4(host, port, timeout=TIMEOUT_SECONDS)
    if scheme == "imap+starttls":
        try:
            imap.starttls(ssl_context=context)
        except BaseException:
            imap.shutdown()
            raise
    return imap


def is_here(host: str) -> bool:
    """Whether this is the machine itself, to which a password may go in clear."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

"""Sending messages: the port `Mailer` and what stands behind it, chosen by the setting MASH_MAIL."""

import json
import os
import smtplib
import sys
from collections.abc import Callable
from dataclasses import asdict
from email.utils import make_msgid
from pathlib import Path
from typing import Final, Protocol, TextIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from mash.foundation.adapters.messages import Channel, Message, Receipt
from mash.foundation.kernel.time import now

TIMEOUT_SECONDS: Final = 15
_PERMANENT: Final = range(500, 600)
_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class Mailer(Protocol):
    """Takes a message towards its receiver. A failure is a Receipt that says so, never an exception."""

    def send(self, message: Message) -> Receipt: ...


class SmtpMailer:
    """E-mail through an SMTP server; it sends no texts.

    `url` is `smtp://host:port`, `smtp+starttls://user:password@host:port` or `smtps://...`.
    """

    def __init__(self, url: str, *, sender: str, timeout: float = TIMEOUT_SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ImproperlyConfigured(
                "MASH_SMTP is the address of the mail server: smtp://host:25, "
                "smtp+starttls://user:password@host:587 or smtps://user:password@host:465."
            )
        self._host = parts.hostname
        self._port = parts.port or _PORTS[parts.scheme]
        self._scheme = parts.scheme
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender = sender
        self._timeout = timeout

    def send(self, message: Message) -> Receipt:
        if message.channel is not Channel.EMAIL:
            return Receipt(accepted=False, provider="smtp", reason="This server sends e-mail only.")
        message_id = make_msgid(domain=self._sender.rpartition("@")[2].rstrip(">") or "localhost")
        backend = EmailBackend(
            alias="mash",
            host=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._scheme == "smtp+starttls",
            use_ssl=self._scheme == "smtps",
            timeout=self._timeout,
        )
        email = EmailMessage(
            subject=message.subject,
            body=message.body,
            from_email=self._sender,
            to=[message.to],
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        )
        try:
            backend.send_messages([email])
        except smtplib.SMTPResponseException as error:
            return _refused(f"{error.smtp_code}", retry=error.smtp_code not in _PERMANENT)
        except smtplib.SMTPRecipientsRefused as error:
            codes = sorted(code for code, _ in error.recipients.values())
            return _refused(f"{codes}", retry=not any(code in _PERMANENT for code in codes))
        except (OSError, smtplib.SMTPException) as error:
            return _refused(type(error).__name__, retry=True)
        return Receipt(accepted=True, provider="smtp", provider_id=message_id)


def _refused(what: str, *, retry: bool) -> Receipt:
    # The server's own sentence may repeat the address; its code says enough.
    return Receipt(accepted=False, provider="smtp", reason=f"The mail server answered {what}.", retry=retry)


class ConsoleMailer:
    """Prints messages, for a developer's terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, message: Message) -> Receipt:
        stream = self._stream or sys.stdout
        stream.write(f"To: {message.to}\nSubject: {message.subject}\n\n{message.body}\n{'-' * 72}\n")
        stream.flush()
        return Receipt(accepted=True, provider="console")


class MemoryMailer:
    """Keeps messages in `sent`, for tests."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    def send(self, message: Message) -> Receipt:
        self.sent.append(message)
        return Receipt(accepted=True, provider="memory", provider_id=str(len(self.sent)))


class FileMailer:
    """Appends each message to a file as one line of JSON, for a machine without a mail server."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: Message) -> Receipt:
        said = {"at": now().isoformat(timespec="seconds"), "channel": str(message.channel)}
        line = json.dumps(asdict(message) | said | {"subject": message.subject, "body": message.body}) + "\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())  # one write: lines of two processes do not mix
        finally:
            os.close(handle)
        return Receipt(accepted=True, provider="file")


class NullMailer:
    """Sends nothing and says so, so that nobody believes that a message is on its way."""

    def send(self, message: Message) -> Receipt:  # noqa: ARG002 - the port's signature
        return Receipt(accepted=False, provider="null", reason="No way of sending messages is configured.")


class DatabaseMailer:
    """Hands messages to a store that somebody else keeps, such as a table of sent messages."""

    def __init__(self, store: Callable[[Message], str]) -> None:
        self._store = store

    def send(self, message: Message) -> Receipt:
        return Receipt(accepted=True, provider="database", provider_id=self._store(message))


_memory: Final = MemoryMailer()
_stores: list[Callable[[Message], str]] = []


def keep_messages_with(store: Callable[[Message], str]) -> None:
    """Register the store behind MASH_MAIL=database; it returns its own id of the kept message."""
    _stores[:] = [store]


def mailer() -> Mailer:
    """The mailer that MASH_MAIL names: memory (default), console, file, smtp, notify, database or null.

    smtp reads MASH_SMTP (a URL) and MASH_MAIL_FROM; notify reads the MASH_NOTIFY settings; file writes
    MASH_STATE/messages.jsonl; database hands to the store given to `keep_messages_with`. Raises
    ImproperlyConfigured when a setting that it needs is missing.
    """
    kind: str = getattr(settings, "MASH_MAIL", "memory")
    if kind not in _KINDS:
        raise ImproperlyConfigured(f"MASH_MAIL is one of {', '.join(_KINDS)}, and not {kind!r}.")
    return _KINDS[kind]()


def _smtp() -> Mailer:
    sender: str = getattr(settings, "MASH_MAIL_FROM", "")
    if not sender:
        raise ImproperlyConfigured("MASH_MAIL=smtp needs MASH_MAIL_FROM, the sender's address.")
    return SmtpMailer(getattr(settings, "MASH_SMTP", ""), sender=sender)


def _notify() -> Mailer:
    from mash.foundation.adapters import notify

    return notify.from_settings()


def _database() -> Mailer:
    if not _stores:
        raise ImproperlyConfigured("MASH_MAIL=database needs a store: call keep_messages_with().")
    return DatabaseMailer(_stores[0])


_KINDS: Final[dict[str, Callable[[], Mailer]]] = {
    "memory": lambda: _memory,
    "console": ConsoleMailer,
    "file": lambda: FileMailer(Path(settings.MASH_STATE) / "messages.jsonl"),
    "smtp": _smtp,
    "notify": _notify,
    "database": _database,
    "null": NullMailer,
}


def send(message: Message) -> Receipt:
    """Send one message by the configured mailer."""
    return mailer().send(message)

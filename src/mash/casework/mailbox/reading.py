"""Read a message as strangers send it: bytes in, a Letter or a reason out. Pure.

Whoever writes to an open address may send anything. What the parser would labour over is counted in the raw bytes first,
and set aside unparsed; whatever else goes wrong in it is a reason too, and never an error of ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from mash.casework.mailbox import automatic, trust
from mash.casework.mailbox.letter import Attachment, Letter, UnreadableError
from mash.casework.mailbox.text import fit, of_bytes, of_html

MOST_HEADER: Final = 256 * 1024
MOST_FIELD: Final = 16 * 1024
"""Bytes of one field about a part's content: the parser takes them in time that grows with their square."""
MOST_MULTIPARTS: Final = 40
MOST_PARTS: Final = 300
MOST_TEXT: Final = 100_000
"""Characters of the text that a contact keeps; the whole is in the message as it was sent."""
MOST_ANSWERED: Final = 100

_HEADER_LINE: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From [^\n]*\n)?[!-9;-~]{1,100}[ \t]*:")
_CONTENT_FIELD: Final = re.compile(rb"\ncontent-[a-z-]+:[^\n]*(?:\n[ \t][^\n]*)*")
_END_OF_HEADER: Final = re.compile(rb"\r?\n\r?\n")
_ID: Final = re.compile(r"<([^<>\s]{1,250})>")
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,185}\Z")
_WHOLE_ENCRYPTED: Final = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
)


def read(raw: bytes, *, trusts: str = "") -> Letter:
    """The message, or UnreadableError with a code. `trusts` is the authserv-id whose word on the sender counts."""
    _countable(raw)
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(raw)
        return _letter(message, trusts)
    except UnreadableError:
        raise
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        # The parser answers some malformed messages with errors of its own inside.
        raise UnreadableError("malformed") from None


def _countable(raw: bytes) -> None:
    if not raw.strip():
        raise UnreadableError("empty")
    if not _HEADER_LINE.match(raw[:4096]):
        raise UnreadableError("not-mail")
    end = _END_OF_HEADER.search(raw)
    if (end.start() if end else len(raw)) > MOST_HEADER:
        raise UnreadableError("huge-header")
    low = raw.lower()
    if any(len(one[0]) > MOST_FIELD for one in _CONTENT_FIELD.finditer(low)):
        raise UnreadableError("huge-header")
    if low.count(b"boundary=") > MOST_MULTIPARTS or low.count(b"message/rfc822") > MOST_MULTIPARTS:
        raise UnreadableError("too-many-parts")
    if low.count(b"\ncontent-") > 4 * MOST_PARTS:
        raise UnreadableError("too-many-parts")


def _letter(message: Parsed, trusts: str) -> Letter:
    headers = [(name.lower(), _plain(value)) for name, value in message.raw_items()]

    def every(name: str) -> list[str]:
        return [value for key, value in headers if key == name]

    def first(name: str) -> str:
        return next(iter(every(name)), "")

    senders = [
        (fit(_words(name)), address)
        for name, address in getaddresses([one[:MOST_FIELD] for one in every("from")], strict=False)
    ]
    senders = [(name, address) for name, address in senders if _ADDRESS.match(address)]
    name, sender = senders[0] if len({address.lower() for _name, address in senders}) == 1 else ("", "")
    texts, pages, attachments = _parts(message)
    text = fit("\n\n".join(texts), lines=True) or "\n\n".join(of_html(page) for page in pages).strip()
    content_type = message.get_content_type()
    return Letter(
        message_id=next(iter(_ID.findall(first("message-id"))), ""),
        answers_to=tuple(
            dict.fromkeys(
                _ID.findall(" ".join(every("in-reply-to"))) + _ID.findall(" ".join(every("references")))[::-1]
            )
        )[:MOST_ANSWERED],
        subject=fit(_words(first("subject")))[:300],
        sender=sender[:254],
        sender_name=name[:200],
        sent_at=_moment(first("date")),
        text=text[:MOST_TEXT],
        attachments=tuple(attachments),
        content=_digest(headers, texts, pages, attachments),
        verified=bool(sender) and trust.verified(every("authentication-results"), sender, trusts=trusts),
        automatic=automatic.surely(headers, content_type, sender),
        maybe=automatic.perhaps(headers),
        hops=len(every("received")),
        looped=tuple(fit(value).lower()[:254] for value in every("x-loop")),
        encrypted=content_type in _WHOLE_ENCRYPTED and "signed-data" not in first("content-type").lower(),
        cut=len(text) > MOST_TEXT,
    )


def _plain(value: object) -> str:
    """A header without its folding; bytes beyond ASCII as UTF-8, or else as the Windows code page."""
    text = str(value)
    if any("\udc80" <= char <= "\udcff" for char in text):
        text = of_bytes(text.encode("utf-8", "surrogateescape"), "")
    return " ".join(text.split())


def _words(value: str) -> str:
    """Encoded words (RFC 2047) in clear; what cannot be decoded stays as it is."""
    try:
        return str(make_header(decode_header(value[:4000])))
    except (LookupError, ValueError, MessageError):
        return value


def _moment(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _parts(message: Parsed) -> tuple[list[str], list[str], list[Attachment]]:
    """Plain texts, web pages and attachments, in the order in which they stand; of alternatives the plain text."""
    texts: list[str] = []
    pages: list[str] = []
    attachments: list[Attachment] = []
    for number, part in enumerate(_leaves(message), 1):
        if number > MOST_PARTS:
            raise UnreadableError("too-many-parts")
        kind = part.get_content_type()
        name = _file_name(part)
        if kind == "message/rfc822":
            attachments.append(Attachment(name or "message.eml", _inner(part)))
            continue
        data = _bytes_of(part)
        attached = bool(name) or part.get_content_disposition() == "attachment"
        if kind in {"text/plain", "text/html"} and not attached:
            text = of_bytes(data, part.get_content_charset() or "")
            (texts if kind == "text/plain" else pages).append(text)
        elif data:
            attachments.append(Attachment(name or f"part-{number}", data))
    return [one for one in texts if one.strip()], pages, attachments


def _leaves(message: Parsed) -> Iterator[Parsed]:
    """Parts that hold something; a message within the message is one of them and is not entered."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        held = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(held, list):
            waiting += [one for one in reversed(held) if isinstance(one, Parsed)]
        else:
            yield part


def _file_name(part: Parsed) -> str:
    try:
        return fit(_words(part.get_filename() or ""))[:255]
    except (LookupError, ValueError, TypeError, AttributeError):
        return "file"


def _bytes_of(part: Parsed) -> bytes:
    data = part.get_payload(decode=True)
    return bytes(data) if isinstance(data, bytes) else b""


def _inner(part: Parsed) -> bytes:
    held = part.get_payload()
    if isinstance(held, list) and held and isinstance(held[0], Parsed):
        return held[0].as_bytes(policy=policy.compat32)
    return _bytes_of(part)


def _digest(
    headers: list[tuple[str, str]], texts: list[str], pages: list[str], attachments: list[Attachment]
) -> str:
    digest = hashlib.sha256()
    for name in ("message-id", "from", "date", "subject"):
        for key, value in headers:
            if key == name:
                digest.update(f"{name}: {value}\n".encode("utf-8", "replace"))
    for text in (*texts, *pages):
        digest.update(b"\x00text\x00" + text.encode("utf-8", "replace"))
    for one in attachments:
        digest.update(b"\x00file\x00" + hashlib.sha256(one.data).digest())
    return digest.hexdigest()


def as_text(raw: bytes, *, most: int = 20_000) -> str:
    """Whatever the bytes are, as text that can be shown: for messages that nothing else can read."""
    return fit(of_bytes(raw[: 4 * most], ""), lines=True)[:most]

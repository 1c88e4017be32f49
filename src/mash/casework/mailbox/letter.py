"""What a message says, once it has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class UnreadableError(Exception):
    """`code` is one of models.REASONS: why a person has to look."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the text: its name as given and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as read. Texts hold nothing that PostgreSQL or a page could choke on.

    `message_id` and `answers_to` are without their angle brackets. `content` is the SHA-256, in hexadecimal, of what the
    sender made: what servers on the way added is not in it. `automatic` is a reason why no person wrote this, `maybe` one
    why perhaps none did; both are codes or empty. `cut` says that the text was longer than is kept of it.
    """

    message_id: str
    answers_to: tuple[str, ...]
    subject: str
    sender: str
    sender_name: str
    sent_at: datetime | None
    text: str
    attachments: tuple[Attachment, ...]
    content: str
    verified: bool
    automatic: str = ""
    maybe: str = ""
    hops: int = 0
    looped: tuple[str, ...] = ()
    encrypted: bool = False
    cut: bool = False

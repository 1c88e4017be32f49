"""What a watched mailbox can be asked for, whatever holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

HEAD: Final = 64 * 1024
"""Bytes that are read of a message beyond the limit."""

Folder = Literal["taken", "aside"]


class MailboxError(Exception):
    """The mailbox cannot be read now. `code` is a word such as `unreachable`; no address and no password is in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Found:
    """A message that lies in the mailbox. `epoch` and `place` name it for good; another epoch gives all new places."""

    epoch: str
    place: str
    size: int


class Source(Protocol):
    """One mailbox, opened. Every method may raise MailboxError.

    `fetch` gives a message's bytes as they were sent, or its first HEAD bytes where it is larger than `most`.
    `put_away` moves what is safely stored out of the way, and bears being asked twice.
    """

    def found(self) -> Iterator[Found]: ...

    def fetch(self, one: Found, *, most: int) -> bytes: ...

    def put_away(self, some: Sequence[Found], folder: Folder) -> None: ...

    def close(self) -> None: ...


class NullSource:
    """Stands where a mailbox is named and not watched yet."""

    def found(self) -> Iterator[Found]:
        return iter(())

    def fetch(self, one: Found, *, most: int) -> bytes:  # noqa: ARG002 - the port's signature
        raise MailboxError("gone")

    def put_away(self, some: Sequence[Found], folder: Folder) -> None:
        """Nothing is there to move."""

    def close(self) -> None:
        """Nothing is open."""

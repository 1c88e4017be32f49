"""Who does something. Every action takes one as `by`; the database knows it for the length of a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["seat", "draft", "token", "service", "public", "link"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one seat, the holder of one draft or one link, an API token, a named narrow service, or the public.

    `key` is the seat's, token's or user's number, the draft's or delivery's public id or the service's name.
    `role`, `hub`, `agency` and `desk` are the keys of the seat's organisation ("" where it has none). `cleared` says that
    the seat is cleared for its hub's sealed material; what it then sees is the database's to say.
    """

    kind: ActorKind
    key: str = ""
    user: int | None = None
    name: str = ""
    role: str = ""
    hub: str = ""
    agency: str = ""
    desk: str = ""
    social_worker: bool = False
    cleared: bool = False

    def __str__(self) -> str:
        """The form that the database and the ledger keep: `seat:12`, `draft:X3...`, `service:intake`."""
        return f"{self.kind}:{self.key}" if self.key else self.kind

    @classmethod
    def service(cls, name: str) -> Actor:
        return cls(kind="service", key=name, name=name)

    @classmethod
    def public(cls) -> Actor:
        return cls(kind="public")

    @classmethod
    def draft(cls, key: str) -> Actor:
        return cls(kind="draft", key=key)

    @classmethod
    def link(cls, key: str) -> Actor:
        return cls(kind="link", key=key)

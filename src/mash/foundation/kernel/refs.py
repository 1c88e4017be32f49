"""A typed pointer to a record: what the ledger names, without a foreign key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """`Ref("matter", "K7M2-QX4T")`, written `matter:K7M2-QX4T`. `id` is a public id, never a row number."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

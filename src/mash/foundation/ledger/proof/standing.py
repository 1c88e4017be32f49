"""Where the log stands: for its page, its command and whoever watches over it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from mash.foundation.ledger import findings
from mash.foundation.ledger.models import Finding
from mash.foundation.ledger.proof import checkpoints, tree, witnesses, witnessing
from mash_tlog.notes import Verifier


@dataclass(frozen=True, slots=True)
class Signed:
    """A witness, and up to which size it has signed the log."""

    name: str
    signed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Sizes in leaves; `waiting` is entries. `key` is the public key's text, `at` the time of the latest checkpoint."""

    origin: str
    key: str
    size: int
    waiting: int
    signed: int
    at: datetime | None
    root: str
    witnessed: int
    quorum: int
    witnesses: list[Signed]
    findings: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat() if self.at else None}


def standing() -> Standing:
    """As the actor sees it: the sequencer or a reader of the tree."""
    known, quorum, last, key = (
        witnesses.configured(),
        witnesses.quorum(),
        checkpoints.latest(),
        checkpoints.latest_key(),
    )
    origin = Verifier.from_text(key.vkey).name if key else ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.waiting_entries()")
        waiting = int(cursor.fetchone()[0])
    return Standing(
        origin=origin,
        key=key.vkey if key else "",
        size=tree.size(),
        waiting=waiting,
        signed=last.size if last else 0,
        at=last.at if last else None,
        root=bytes(last.root).hex() if last else "",
        witnessed=witnessing.witnessed(quorum, [one.vkey for one in known], origin),
        quorum=quorum,
        witnesses=[Signed(one.name, witnessing.largest(one.vkey, origin)) for one in known],
        findings=[_said(one) for one in Finding.objects.filter(ended=None).order_by("since")],
    )


def _said(one: Finding) -> dict[str, Any]:
    return {
        "number": one.pk,
        "kind": one.kind,
        "subject": one.subject,
        "sentence": findings.sentence(one),
        "advice": findings.KINDS[one.kind].advice,
        "since": one.since.isoformat(),
        "owner": one.owner_name,
    }

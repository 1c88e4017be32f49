"""Verify the log as it stands in the database, with the same verifier that outsiders use, and beside its witnesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from mash.foundation.kernel import Actor
from mash.foundation.ledger import findings
from mash.foundation.ledger.models import Finding, LogKey
from mash.foundation.ledger.proof import keys, tree, witnesses
from mash.foundation.ledger.proof.checking import Fault, faults
from mash.foundation.ledger.proof.exporting import export
from mash_tlog.errors import TlogError
from mash_tlog.notes import Verifier
from mash_tlog.verify.export import CannotRead, Export, Keys
from mash_tlog.verify.judging import Verdict, judge
from mash_tlog.witness.client import held

PATIENCE: Final = 10.0
"""Seconds for a witness's answer."""


@dataclass(frozen=True, slots=True)
class Verified:
    """`faults` of the database; the verifier's `verdict` on an export of all, None where none could be made."""

    faults: tuple[Fault, ...]
    verdict: Verdict | None

    @property
    def right(self) -> bool:
        return not self.faults and self.verdict is not None and self.verdict.right

    def sentences(self) -> list[str]:
        """All that is wrong, the first bad place first."""
        found = self.verdict.findings.sorted() if self.verdict else []
        return [
            *(f"{one.place or 'a signature'}: {one.text}" for one in found),
            *(one.sentence for one in self.faults),
        ]


def held_by_witnesses() -> list[tuple[str, str]]:
    """(witness, note): what each witness last cosigned of this log, under each name that it has had."""
    origins = dict.fromkeys(Verifier.from_text(one.vkey).name for one in LogKey.objects.order_by("pk"))
    asked = (
        (one.name, held(one.url, origin=origin, timeout=PATIENCE))
        for one in witnesses.configured()
        for origin in origins
    )
    return [(name, note) for name, note in asked if note is not None]


def verify(*, at: datetime, seen: Sequence[tuple[str, str]] = ()) -> Verified:
    """Verify everything; the actor is the sequencer, who sees all. `seen` are notes that others kept.

    Takes room for a copy of the log in the folder for temporary files.
    """
    found = [*faults(), *_key()]
    logs = tuple(Verifier.from_text(one.vkey) for one in LogKey.objects.order_by("pk"))
    known = witnesses.configured()
    trusted = Keys(logs, tuple(one.verifier for one in known), witnesses.quorum())
    with TemporaryDirectory(prefix="mash-log-") as folder:
        try:
            export(Path(folder) / "log", at=at, witnesses=known, quorum=witnesses.quorum(), complete=True)
            verdict = judge(Export(Path(folder) / "log"), trusted, seen)
        except (tree.TornError, CannotRead, TlogError) as error:
            return Verified((*found, Fault("cannot-export", str(error))), None)
    return Verified(tuple(found), verdict)


def note(verified: Verified, *, by: Actor, at: datetime) -> list[Finding]:
    """Keep the outcome as a finding, or end the one that is open; returns one newly opened."""
    wrong = verified.sentences()
    problems = {"": {"what": wrong[0], "count": len(wrong)}} if wrong else {}
    return findings.note("tampered", problems, by=by, at=at)


def _key() -> list[Fault]:
    """Whether the log's key is the one that the database names: whoever changes it there cannot change the file."""
    latest = LogKey.objects.order_by("-pk").first()
    if latest is None:
        return []
    try:
        held_key = keys.read()[0].verifier.text
    except keys.KeyFileError as error:
        return [Fault("key", str(error))]
    return (
        []
        if held_key == latest.vkey
        else [Fault("key", "The database names another key than the log's own.")]
    )

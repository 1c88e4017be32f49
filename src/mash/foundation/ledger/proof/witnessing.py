"""Asking witnesses to cosign the latest checkpoint. What they answer is verified before it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mash.foundation.ledger.models import Checkpoint, Cosignature
from mash.foundation.ledger.proof import checkpoints, tree
from mash.foundation.ledger.proof.witnesses import Witness
from mash_tlog.errors import TlogError
from mash_tlog.merkle import consistency_proof
from mash_tlog.notes import read_cosignature
from mash_tlog.witness.client import Answer, Conflict, Cosigned, Refused, Unreachable, add_checkpoint

PATIENCE: Final = 10.0
"""Seconds for a witness's answer."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of one witness: cosign `checkpoint`, whose first `old` leaves it knows."""

    witness: Witness
    checkpoint: int
    size: int
    signed: int
    old: int
    proof: tuple[bytes, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a witness: `kind` of findings.KINDS, and its details."""

    kind: str
    detail: Mapping[str, object]


def asking(witness: Witness, *, old: int | None = None, again: bool = False) -> Asking | None:
    """What to ask next; None where the witness has signed the latest checkpoint, unless it is to be asked `again`.

    `old` is what it says that it knows. Reads the database. Raises tree.TornError, and ValueError where `old` is beyond
    this log.
    """
    last = checkpoints.latest()
    if last is None:
        return None
    signed = largest(witness.vkey, last.origin)
    if not again and Cosignature.objects.filter(checkpoint=last, witness=witness.vkey).exists():
        return None
    knows = signed if old is None else old
    proof = consistency_proof(knows, last.size, tree.nodes(last.size))
    return Asking(witness, last.pk, last.size, signed, knows, tuple(proof), last.note)


def ask(question: Asking) -> Answer:
    """Ask over the network; no transaction is open meanwhile."""
    return add_checkpoint(
        question.witness.url, old=question.old, proof=question.proof, note=question.note, timeout=PATIENCE
    )


def keep(question: Asking, answer: Answer) -> Problem | int | None:
    """Keep a cosignature (None), or say what is wrong, or from which size on to ask again.

    A witness that knows less than it once signed is asked again from there, and the problem is told by `rolled_back`.
    """
    match answer:
        case Cosigned(lines):
            return _keep(question, lines)
        case Conflict(size) if size > question.size:
            return Problem("witness-ahead", {"witnessed": size, "size": question.size})
        case Conflict(size):
            return size
        case Unreachable():
            return Problem("witness-away", {})
        case Refused(_, why):
            return Problem("witness-refuses", {"why": why})


def rolled_back(question: Asking, knows: int) -> Problem | None:
    """What it means that a witness says that it knows `knows` leaves."""
    if knows < question.signed:
        return Problem("witness-behind", {"signed": question.signed, "witnessed": knows})
    return None


def witnessed(quorum: int, vkeys: list[str], origin: str) -> int:
    """Up to which size a quorum of these witnesses has signed the log; 0 where none has."""
    sizes = sorted((largest(vkey, origin) for vkey in vkeys), reverse=True)
    return sizes[quorum - 1] if 0 < quorum <= len(sizes) else 0


def _keep(question: Asking, lines: tuple[str, ...]) -> Problem | None:
    text = question.note[: question.note.rindex("\n\n") + 1]
    for line in lines:
        try:
            seconds = read_cosignature(text, line, question.witness.verifier)
        except TlogError:
            continue
        Cosignature.objects.get_or_create(
            checkpoint=Checkpoint.objects.get(pk=question.checkpoint),
            witness=question.witness.vkey,
            defaults={"line": line, "at": datetime.fromtimestamp(seconds, UTC)},
        )
        return None
    return Problem("witness-refuses", {"why": "Its answer holds no signature of its own."})


def largest(vkey: str, origin: str) -> int:
    """The size of the largest tree of that log that this witness has signed; 0 for none."""
    sizes = Cosignature.objects.filter(witness=vkey, checkpoint__origin=origin)
    return sizes.order_by("-checkpoint__size").values_list("checkpoint__size", flat=True).first() or 0

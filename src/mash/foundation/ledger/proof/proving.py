"""The proof of one entry, for somebody outside."""

from __future__ import annotations

from mash.foundation.ledger.models import Checkpoint, Seal
from mash.foundation.ledger.proof import tree
from mash.foundation.ledger.proof.exporting import note_of
from mash.foundation.ledger.proof.rows import bodies
from mash_tlog.bundle import make


class NotProvableError(ValueError):
    """There is no such entry for whoever asks, it was erased, or no checkpoint holds it yet; the sentence says so."""


def prove(number: int) -> str:
    """The bundle of an entry that the actor sees, under the first checkpoint with cosignatures that holds it, else the first.

    Raises NotProvableError.
    """
    seal = Seal.objects.filter(pk=number).first()
    said = bodies([number]).get(number)
    if seal is None or said is None:
        raise NotProvableError(f"You see no entry {number} in the log.")
    if seal.salt is None:
        raise NotProvableError(f"What entry {number} said was erased.")
    holding = Checkpoint.objects.filter(size__gt=seal.leaf).order_by("pk")
    kept = holding.filter(cosignatures__isnull=False).first() or holding.first()
    if kept is None:
        raise NotProvableError(f"No checkpoint holds entry {number} yet: wait a minute.")
    return make(said[0], bytes(seal.salt), seal.leaf, tree.nodes(kept.size), note_of(kept))

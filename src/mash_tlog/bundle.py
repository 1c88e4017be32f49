"""A proof of one entry for somebody outside: the entry, its salt, its place, and the way up to a signed checkpoint.

It is one JSON object: `{"format": "mash-proof-1", "body": canonical JSON as text, "salt": hex, "index": number,
"proof": [hex...], "checkpoint": signed note}`. docs/how-to/check-a-proof.md says how to check one by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mash_tlog.checkpoint import Checkpoint
from mash_tlog.errors import FormatError, SignatureError, TlogError
from mash_tlog.leaf import leaf_data
from mash_tlog.merkle import Nodes, inclusion_proof, leaf_hash, verify_inclusion
from mash_tlog.notes import LOG, Note, Verifier, open_note, split

FORMAT = "mash-proof-1"
MAX_TEXT = 2_000_000

_HASH = re.compile(r"[0-9a-f]{64}")


class ProofError(TlogError):
    """The proof does not lead from the entry to the checkpoint."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a bundle says. `index` is the leaf's place; `path` are the hashes from the leaf up; `note` is signed."""

    body: bytes
    salt: bytes
    index: int
    path: tuple[bytes, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Proven:
    """What a bundle proves: the entry's bytes, its place, the checkpoint above it and whoever signed that."""

    body: bytes
    index: int
    checkpoint: Checkpoint
    note: Note


def make(body: bytes, salt: bytes, index: int, node: Nodes, note: str) -> str:
    """The bundle of the entry at leaf `index`, under the checkpoint that `note` holds.

    Raises ValueError where the checkpoint's tree has no such leaf, and ProofError where it does not hold this entry.
    """
    checkpoint = Checkpoint.parse(split(note)[0])
    proof = Proof(body, salt, index, tuple(inclusion_proof(index, checkpoint.size, node)), note)
    _check(proof, checkpoint)
    return json.dumps(
        {
            "format": FORMAT,
            "body": body.decode(),
            "salt": salt.hex(),
            "index": index,
            "proof": [each.hex() for each in proof.path],
            "checkpoint": note,
        },
        ensure_ascii=False,
        indent=1,
    )


def read(text: str) -> Proof:
    """The parts of a bundle; nothing is verified. Raises FormatError."""
    if len(text) > MAX_TEXT:
        raise FormatError("The proof is too large.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise FormatError("The proof is not JSON.") from None
    kinds = {"body": str, "salt": str, "index": int, "proof": list, "checkpoint": str}
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise FormatError(f"This is no proof of the format {FORMAT}.")
    if any(type(found.get(key)) is not kind for key, kind in kinds.items()):
        raise FormatError("A part of the proof is missing.")
    hashes = [found["salt"], *found["proof"]]
    if any(not isinstance(each, str) or not _HASH.fullmatch(each) for each in hashes):
        raise FormatError("The salt and the hashes are 64 hex digits each.")
    try:
        body = found["body"].encode()
    except UnicodeEncodeError:
        raise FormatError("The entry is not UTF-8.") from None
    salt, *path = (bytes.fromhex(each) for each in hashes)
    return Proof(body, salt, found["index"], tuple(path), found["checkpoint"])


def verify(text: str, verifiers: Sequence[Verifier]) -> Proven:
    """What the bundle proves, to whoever trusts these keys of the log and of witnesses.

    Raises FormatError, SignatureError where no key of the log has signed, and ProofError.
    """
    proof = read(text)
    note = open_note(proof.note, verifiers)
    if all(each.verifier.kind != LOG for each in note.signatures):
        raise SignatureError("No known key of the log has signed the checkpoint.")
    checkpoint = Checkpoint.parse(note.text)
    _check(proof, checkpoint)
    return Proven(proof.body, proof.index, checkpoint, note)


def _check(proof: Proof, checkpoint: Checkpoint) -> None:
    leaf = leaf_hash(leaf_data(proof.salt, proof.body))
    if not verify_inclusion(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root):
        raise ProofError("The entry is not what the log holds at this place.")

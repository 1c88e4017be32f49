"""Whether to cosign a checkpoint (C2SP's tlog-witness). No network here; the store is the only memory."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from mash_tlog.checkpoint import MAX_SIZE, Checkpoint
from mash_tlog.errors import FormatError, SignatureError
from mash_tlog.merkle import EMPTY_ROOT, verify_consistency
from mash_tlog.notes import Note, cosign, open_note, read_base64, split
from mash_tlog.witness.store import Evidence, Held, Store

MAX_PROOF = 63
PLAIN = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"

FORK = "fork"
UNPROVEN = "unproven"
BEHIND = "behind"
WORDS = {
    FORK: "The log signed two different trees of the same size: it was rewritten. This proves it.",
    UNPROVEN: "The log signed a tree that was not proven to continue what it had signed before:"
    " it was rewritten, or somebody sent a wrong proof along.",
    BEHIND: "The log signed a smaller tree than it had signed before:"
    " it was set back, or an old message came late.",
}
"""What each kind of evidence means."""

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: its status, text and type."""

    status: HTTPStatus
    text: str
    kind: str = PLAIN


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks: cosign `note`, which continues the tree of `old` leaves as `proof` shows."""

    old: int
    proof: tuple[bytes, ...]
    note: str


def read_request(body: bytes) -> Request:
    """The body of an add-checkpoint request. Raises FormatError."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise FormatError("The request is not UTF-8.") from None
    head, empty, note = text.partition("\n\n")
    first, *proof = head.split("\n")
    old = _OLD.fullmatch(first)
    if not empty or old is None or int(old[1]) > MAX_SIZE or len(proof) > MAX_PROOF:
        raise FormatError(
            "The request is an old size, a proof of at most 63 lines, an empty line and a checkpoint."
        )
    return Request(int(old[1]), tuple(read_base64(each) for each in proof), note)


def write_request(request: Request) -> bytes:
    """The body that `read_request` reads."""
    proof = "".join(f"{b64encode(each).decode()}\n" for each in request.proof)
    return f"old {request.old}\n{proof}\n{request.note}".encode()


class Witness:
    """Decides and remembers. `now` gives the time in seconds since 1970; a clock set back never shows in a cosignature."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._now = now

    def add_checkpoint(self, body: bytes) -> Reply:
        """Cosign the checkpoint, or say why not; what is cosigned is on disk before this returns."""
        try:
            request = read_request(body)
            checkpoint = Checkpoint.parse(split(request.note)[0])
        except FormatError as error:
            return Reply(HTTPStatus.BAD_REQUEST, f"{error}\n")
        keys = self._store.keys(checkpoint.origin)
        if not keys:
            return Reply(HTTPStatus.NOT_FOUND, "This witness does not know the log.\n")
        try:
            note = open_note(request.note, keys)
        except SignatureError as error:
            return Reply(HTTPStatus.FORBIDDEN, f"{error}\n")
        if request.old > checkpoint.size:
            return Reply(HTTPStatus.BAD_REQUEST, "The old size is larger than the checkpoint's.\n")
        with self._store.deciding():
            return self._decide(request, checkpoint, note)

    def held(self, origin: str) -> Reply:
        """What was last cosigned of a log, as a signed note."""
        return _shown(self._store.held(origin))

    def held_by_hash(self, hashed: str) -> Reply:
        """The same, for the SHA-256 in hex of the origin."""
        return _shown(self._store.held_by_hash(hashed))

    def _decide(self, request: Request, checkpoint: Checkpoint, note: Note) -> Reply:
        held = self._store.held(checkpoint.origin)
        size, root = (held.size, held.root) if held else (0, EMPTY_ROOT)
        seconds = max(self._now(), self._store.last_seconds(), 1)
        signed = f"{note.text}\n{''.join(each.line for each in note.signatures)}"

        def keep(kind: str) -> None:
            if held is not None:
                self._store.keep(Evidence(checkpoint.origin, kind, seconds, held.note, signed))

        if checkpoint.size == size and checkpoint.root != root:
            keep(FORK)
        elif checkpoint.size < size:
            keep(BEHIND)
        if request.old != size:
            return Reply(HTTPStatus.CONFLICT, f"{size}\n", SIZE)
        if not verify_consistency(size, checkpoint.size, root, checkpoint.root, request.proof):
            if checkpoint.size > size:
                keep(UNPROVEN)
            return Reply(
                HTTPStatus.UNPROCESSABLE_ENTITY, "The proof does not show that the log was continued.\n"
            )
        line = cosign(note.text, self._store.signer, seconds)
        self._store.hold(Held(checkpoint.origin, checkpoint.size, checkpoint.root, signed + line, seconds))
        return Reply(HTTPStatus.OK, line)


def _shown(held: Held | None) -> Reply:
    if held is None:
        return Reply(HTTPStatus.NOT_FOUND, "This witness has cosigned nothing of that log.\n")
    return Reply(HTTPStatus.OK, held.note)

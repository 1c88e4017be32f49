"""After a restore from a backup the log is shorter than what was witnessed: it says so, and goes on under another name.

The old name's history ends with what the witnesses hold. The new one begins with the leaves that are left, and its first
new leaf names what is missing: nobody can take the shorter log for the whole one.
"""

from __future__ import annotations

import re
from datetime import datetime

from mash.foundation.ledger import events, findings, log
from mash.foundation.ledger.models import LogKey
from mash.foundation.ledger.proof import checkpoints, tree
from mash.foundation.ledger.proof.checkpoints import SEQUENCER
from mash_tlog.checkpoint import Checkpoint
from mash_tlog.errors import TlogError
from mash_tlog.notes import Signer, Verifier, open_note


class NotBehindError(ValueError):
    """The witnessed checkpoint is none of this log's, or this log has all of it; the sentence says which."""


def go_on(note: str, *, at: datetime) -> Signer:
    """Go on after a restore; `note` is the last checkpoint that a witness holds. Returns the new key.

    Raises NotBehindError, checkpoints.KeyLostError, keys.KeyFileError.
    """
    known = [Verifier.from_text(one.vkey) for one in LogKey.objects.order_by("pk")]
    try:
        seen = Checkpoint.parse(open_note(note, known).text)
    except TlogError as error:
        raise NotBehindError(f"This is no checkpoint of this log. {error}") from error
    size = tree.size()
    if seen.size <= size:
        raise NotBehindError(
            f"The witness holds {seen.size} leaves, and this log has {size}: nothing of it is missing. "
            "If the witness refuses nonetheless, the log was changed: verify it."
        )
    fresh = checkpoints.change_key(at=at, lost=False, origin=_next(seen.origin))
    log.append(
        events.RESTORED,
        by=SEQUENCER,
        at=at,
        about=[],
        payload={"origin": seen.origin, "size": seen.size, "root": seen.root.hex(), "kept": size},
    )
    findings.note("witness-ahead", {}, by=SEQUENCER, at=at)
    return fresh


def _next(origin: str) -> str:
    """`name` goes on as `name/2`, that as `name/3`."""
    numbered = re.fullmatch(r"(.+)/([0-9]+)", origin)
    return f"{numbered[1]}/{int(numbered[2]) + 1}" if numbered else f"{origin}/2"

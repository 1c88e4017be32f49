"""What the log signs of itself: its size and its root, now and then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from mash.foundation.kernel import Actor
from mash.foundation.ledger import events, log
from mash.foundation.ledger.models import Checkpoint, LogKey
from mash.foundation.ledger.proof import keys, tree
from mash_tlog.checkpoint import Checkpoint as State
from mash_tlog.notes import Signer, Verifier, sign

SEQUENCER: Final = Actor.service("sequencer")
LEAVES: Final = 256
"""New leaves after which a checkpoint is made at once."""
LONGEST: Final = timedelta(seconds=60)
"""How long a leaf waits for a checkpoint at most."""
SHORTEST: Final = timedelta(seconds=1)
"""Between two checkpoints at least."""


class KeyLostError(RuntimeError):
    """The key that the log last signed with is not here; the sentence says what to do."""


def origin() -> str:
    """The name that a new log takes: MASH_LOG_ORIGIN, or this site's host and `/ledger`."""
    return (
        settings.MASH_LOG_ORIGIN or f"{settings.MASH_BASE_URL.partition('://')[2].partition('/')[0]}/ledger"
    )


def latest_key() -> LogKey | None:
    """The key that the log signs with now; None before there is one."""
    return LogKey.objects.order_by("-pk").first()


def signers(*, at: datetime) -> list[Signer]:
    """The keys to sign with, the log's own first; the first start makes one. Raises KeyLostError, keys.KeyFileError."""
    known = latest_key()
    if known is None:
        try:
            held = [keys.make(origin())]
        except FileExistsError:
            held = keys.read()
        use(held[0].verifier, at=at)
        log.append(
            events.KEY_STARTED,
            by=SEQUENCER,
            at=at,
            about=[],
            payload={"vkey": held[0].verifier.text, "size": tree.size()},
        )
        return held
    held = keys.read()
    if held[0].verifier.text != known.vkey:
        raise KeyLostError(
            f"The key at {keys.path()} is not the one that this log last signed with. Put that one back, or go on "
            "with a new one: mash ledger new-key --lost"
        )
    return held


def use(verifier: Verifier, *, at: datetime) -> None:
    """From here on the log signs with this key."""
    LogKey.objects.create(vkey=verifier.text, from_size=tree.size(), at=at)


def latest() -> Checkpoint | None:
    """The newest checkpoint; None before the first."""
    return Checkpoint.objects.order_by("-pk").first()


def first_after(size: int) -> Checkpoint | None:
    """The first checkpoint of more than `size` leaves, under the log's present name."""
    last = latest()
    later = (
        Checkpoint.objects.filter(size__gt=size, origin=last.origin) if last else Checkpoint.objects.none()
    )
    return later.order_by("pk").first()


def due(*, at: datetime) -> bool:
    """Whether a checkpoint is to be made: for 256 new leaves, or for fewer after a minute; at most one a second."""
    last = latest()
    if last is None:
        return tree.size() > 0
    fresh = tree.size() - last.size
    other_log = (key := latest_key()) is not None and Verifier.from_text(key.vkey).name != last.origin
    waited = at - last.at
    return waited >= SHORTEST and (fresh >= LEAVES or (fresh > 0 and waited >= LONGEST) or other_log)


def checkpoint(held: list[Signer], *, at: datetime) -> Checkpoint:
    """Sign the tree as it is now, and keep it. Raises tree.TornError."""
    size = tree.size()
    root = tree.root(size)
    state = State(held[0].name, size, root)
    # A key of another origin is an earlier log's: it signs nothing of this one.
    note = sign(state.text, [one for one in held if one.name == held[0].name])
    return Checkpoint.objects.create(origin=state.origin, size=size, root=root, note=note, at=at)


def change_key(*, at: datetime, lost: bool, origin: str = "") -> Signer:
    """Sign with a new key from now on, and beside it with the old one until `finish_change`, unless that is lost.

    A new `origin` begins another log on the same leaves. Raises KeyFileError where an old key should be here and is not.
    """
    before = latest_key()
    if before is None:
        raise KeyLostError("The log has no key yet: it makes one when it starts.")
    old = [] if lost else keys.read()
    fresh = Signer.generate(origin or Verifier.from_text(before.vkey).name)
    keys.replace([fresh, *old])
    use(fresh.verifier, at=at)
    log.append(
        events.KEY_CHANGED,
        by=SEQUENCER,
        at=at,
        about=[],
        payload={"vkey": fresh.verifier.text, "size": tree.size(), "before": before.vkey, "lost": lost},
    )
    return fresh


def finish_change() -> None:
    """Forget the old private keys: what they signed stays verifiable by the public ones. Raises KeyFileError."""
    keys.replace(keys.read()[:1])

"""The log as files: tiles, checkpoints, and the entries that the asker may see, for whoever checks it with other tools.

The folder's rules are those of `mash_tlog.verify`: see its README.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import connection

from mash.foundation.ledger.models import Checkpoint, LogKey
from mash.foundation.ledger.proof import tree
from mash.foundation.ledger.proof.rows import batches, bodies
from mash.foundation.ledger.proof.witnesses import Witness
from mash_tlog.leaf import leaf_data_of
from mash_tlog.notes import Verifier
from mash_tlog.tiles import entries_path, entry_bundle, tile_path, tiles_of

README: Final = """\
A transparency log, exported on {at}.

checkpoint, checkpoints/   what the log signed of itself, with the witnesses' cosignatures (C2SP tlog-checkpoint)
tile/                      the tree (C2SP tlog-tiles; RFC 6962); a leaf is 1 and an HMAC of an entry, and tells nothing
entries.ndjson             a line for each leaf: its salt and what it says, "-" where the exporter may not see it,
                           "!" where it was lawfully erased
keys.json                  public keys, for convenience: get them from somebody you trust instead
manifest.json              what this export claims to hold

Check it with:  mash-verify FOLDER --log KEY --witness KEY
"""
HIDDEN: Final = "-"
ERASED: Final = "!"


@dataclass(frozen=True, slots=True)
class Exported:
    """How many leaves there are, and of how many the entries are shown, hidden and erased."""

    size: int
    shown: int
    hidden: int
    erased: int


def export(
    folder: Path, *, at: datetime, witnesses: list[Witness], quorum: int, complete: bool = False
) -> Exported:
    """Write the log up to its latest checkpoint into an empty folder, with the entries that the actor sees.

    `complete` claims that every entry is there: the sequencer's own export. Raises tree.TornError, FileExistsError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty.")
    size = _write_checkpoints(folder)
    _write_tiles(folder, size)
    counts = {HIDDEN: 0, ERASED: 0, "": 0}
    with (folder / "entries.ndjson").open("wb") as out:
        for line in _lines(size):
            counts[line.decode() if len(line) == 1 else ""] += 1
            out.write(line + b"\n")
    keys = [one.vkey for one in LogKey.objects.order_by("pk")]
    _write_json(
        folder / "keys.json",
        {
            "origin": Verifier.from_text(keys[-1]).name if keys else "",
            "log": keys,
            "witnesses": [{"name": one.name, "vkey": one.vkey} for one in witnesses],
            "quorum": quorum,
        },
    )
    _write_json(folder / "manifest.json", {"complete": complete, "size": size, "exported_at": at.isoformat()})
    (folder / "README.txt").write_text(README.format(at=at.isoformat()), encoding="utf-8")
    return Exported(size, counts[""], counts[HIDDEN], counts[ERASED])


def note_of(kept: Checkpoint) -> str:
    """The checkpoint as a signed note, with its cosignatures."""
    return kept.note + "".join(one.line for one in kept.cosignatures.order_by("pk"))


def _write_checkpoints(folder: Path) -> int:
    """Every checkpoint in the order in which they were made; the size of the latest."""
    (folder / "checkpoints").mkdir()
    size, note, times = 0, "", dict[int, int]()
    for kept in Checkpoint.objects.order_by("pk").prefetch_related("cosignatures").iterator(chunk_size=2_000):
        size, note = kept.size, kept.note + "".join(one.line for one in kept.cosignatures.all())
        times[size] = times.get(size, 0) + 1
        name = f"{size:020}" + (f"-{times[size]}" if times[size] > 1 else "")
        (folder / "checkpoints" / name).write_text(note, encoding="utf-8")
    if note:
        (folder / "checkpoint").write_text(note, encoding="utf-8")
    return size


def _write_tiles(folder: Path, size: int) -> None:
    for level, number, width in tiles_of(size):
        _write(folder / tile_path(level, number, width), tree.read_tile(level, number, width))
        if level == 0:
            begin = number * 256
            leaves = [leaf_data_of(mac) for mac in tree.leaf_macs(begin, begin + width)]
            _write(folder / entries_path(number, width), entry_bundle(leaves))


def _lines(size: int) -> Iterator[bytes]:
    """One line a leaf, without its newline."""
    for begin, end in batches(0, size):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT s.leaf, s.entry_id, encode(s.salt, 'hex') FROM ledger_seal s WHERE s.leaf >= %s AND s.leaf < %s",
                [begin, end],
            )
            seals = {leaf: (entry, salt) for leaf, entry, salt in cursor.fetchall()}
        said = bodies([entry for entry, salt in seals.values() if salt is not None])
        for leaf in range(begin, end):
            entry, salt = seals.get(leaf, (0, None))
            if leaf not in seals or (salt is not None and entry not in said):
                yield HIDDEN.encode()
            elif salt is None:
                yield ERASED.encode()
            else:
                yield salt.encode() + b" " + said[entry][0]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _write_json(path: Path, said: object) -> None:
    path.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")

"""Makes exports of an invented ledger, of any size, one leaf after the other: for the verifier's tests and its figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from mash_tlog.checkpoint import Checkpoint
from mash_tlog.leaf import leaf_data
from mash_tlog.merkle import EMPTY_ROOT, Frontier, leaf_hash
from mash_tlog.notes import COSIGNER, Signer, cosign, sign
from mash_tlog.tiles import WIDTH, entries_path, entry_bundle, tile_path

START = 1_795_953_600
STEP = 50_000
"""Microseconds between two entries."""


@dataclass(frozen=True)
class Hub:
    """An invented log with its witnesses, and how many of these make a checkpoint witnessed."""

    log: Signer = field(default_factory=lambda: Signer.generate("ledger.example"))
    witnesses: tuple[Signer, ...] = field(
        default_factory=lambda: tuple(
            Signer.generate(f"{each}.example/witness", COSIGNER) for each in ("health", "police")
        )
    )
    quorum: int = 2


def body(index: int, **changes: object) -> bytes:
    """An entry of about 350 bytes as the ledger writes it: keys sorted, no spaces."""
    at = written(index)
    entry = {
        "about": [f"matter:{index * 7919 % 100_003:016d}", f"person:{index * 104_729 % 1_000_003:016d}"],
        "actor": f"seat:{index % 97}",
        "at": at,
        "event": "cases:case:viewed",
        "name": f"Seat {index % 97}",
        "number": index + 1,
        "payload": {"shown": index % 5, "how": "page"},
        "purpose": "",
        "recorded": at,
        "request": sha256(b"%d" % index).hexdigest()[:32],
        "role": "screener:county",
    }
    return json.dumps(entry | changes, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def bodies(count: int) -> Iterator[bytes]:
    return (body(each) for each in range(count))


def written(index: int, seconds: int = 0) -> str:
    """The time of an entry, and so many seconds after it."""
    whole, micro = divmod(index * STEP, 1_000_000)
    return f"{datetime.fromtimestamp(START + seconds + whole, UTC):%Y-%m-%dT%H:%M:%S}.{micro:06}Z"


def salt(index: int) -> bytes:
    return sha256(b"salt %d" % index).digest()


def make(
    folder: Path,
    entries: Iterable[bytes],
    hub: Hub,
    *,
    every: int = 256,
    shown: Callable[[int], str] = lambda _: " ",
    complete: bool = True,
    names: Mapping[int, Signer] | None = None,
    cosigned: Callable[[int], bool] = lambda _: True,
) -> int:
    """Write an export into `folder`; returns its size.

    A checkpoint is made each `every` leaves and at the end. `shown` says for a leaf whether its entry is shown (" "),
    hidden ("-") or erased ("!"); `names` gives the log's key from a size on; `cosigned` which sizes witnesses saw.
    """
    (folder / "checkpoints").mkdir(parents=True)
    tree, levels, data, size, last = Frontier(), _Levels(folder), [], 0, 0
    latest = _note(hub, hub.log, 0, EMPTY_ROOT, cosigned(0))
    with (folder / "entries.ndjson").open("wb") as file:
        for index, each in enumerate(entries):
            sign_of = shown(index)
            line = salt(index).hex().encode() + b" " + each if sign_of == " " else sign_of.encode()
            file.write(line + b"\n")
            leaf = leaf_data(salt(index), each)
            data.append(leaf)
            tree.append(leaf_hash(leaf))
            levels.add(0, leaf_hash(leaf))
            size = index + 1
            if len(data) == WIDTH:
                _write(folder / entries_path(index // WIDTH), entry_bundle(data))
                data = []
            if size % every == 0:
                latest, last = _checkpoint(folder, hub, names, tree, cosigned(size)), size
    if data:
        _write(folder / entries_path(size // WIDTH, len(data)), entry_bundle(data))
    if size > last:
        latest = _checkpoint(folder, hub, names, tree, cosigned(size))
    levels.finish()
    (folder / "checkpoint").write_text(latest)
    (folder / "manifest.json").write_text(
        json.dumps({"complete": complete, "size": size, "exported_at": written(size)})
    )
    keys = {each.verifier.text for each in (hub.log, *(names or {}).values())}
    found = {
        "origin": hub.log.name,
        "log": sorted(keys),
        "witnesses": [{"vkey": each.verifier.text, "name": each.name} for each in hub.witnesses],
        "quorum": hub.quorum,
    }
    (folder / "keys.json").write_text(json.dumps(found))
    (folder / "README.txt").write_text("An invented ledger.\n")
    return size


def _checkpoint(
    folder: Path, hub: Hub, names: Mapping[int, Signer] | None, tree: Frontier, cosigned: bool
) -> str:
    log = hub.log
    for size, signer in sorted((names or {}).items()):
        log = signer if tree.size >= size else log
    note = _note(hub, log, tree.size, tree.root(), cosigned)
    (folder / "checkpoints" / f"{tree.size:020}").write_text(note)
    return note


def _note(hub: Hub, log: Signer, size: int, root: bytes, cosigned: bool) -> str:
    text = Checkpoint(log.name, size, root).text
    seconds = START + size * STEP // 1_000_000 + 1
    return sign(text, [log]) + "".join(cosign(text, each, seconds) for each in hub.witnesses if cosigned)


class _Levels:
    """Writes tiles as they fill."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: list[list[bytes]] = []
        self._done: list[int] = []

    def add(self, level: int, hashed: bytes) -> None:
        if level == len(self._rows):
            self._rows.append([])
            self._done.append(0)
        row = self._rows[level]
        row.append(hashed)
        if len(row) == WIDTH:
            _write(self._folder / tile_path(level, self._done[level]), b"".join(row))
            above = Frontier()
            above.extend(row)
            row.clear()
            self._done[level] += 1
            self.add(level + 1, above.root())

    def finish(self) -> None:
        for level, row in enumerate(self._rows):
            if row:
                _write(self._folder / tile_path(level, self._done[level], len(row)), b"".join(row))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

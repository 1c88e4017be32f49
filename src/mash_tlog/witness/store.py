"""What a witness keeps: its key, the logs that it trusts, what it last cosigned, and evidence. One folder.

`key` holds the private key (0600). `witness.sqlite3` holds the rest; a commit is on disk before it returns. Many threads
and several programs may use one folder: whoever decides holds SQLite's one lock for writing.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from mash_tlog.errors import TlogError
from mash_tlog.notes import COSIGNER, LOG, Signer, Verifier

KEY = "key"
DATABASE = "witness.sqlite3"
MOST_EVIDENCE = 10_000
"""Pieces kept of one log: who has its key must not fill a witness's disk."""

_WAIT = 30.0
"""Seconds for which one program waits for another's commit."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS logs (
    origin TEXT NOT NULL, vkey TEXT NOT NULL, PRIMARY KEY (origin, vkey)
) STRICT;
CREATE TABLE IF NOT EXISTS held (
    origin TEXT PRIMARY KEY, origin_hash TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, seconds INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS evidence (
    id INTEGER PRIMARY KEY, origin TEXT NOT NULL, kind TEXT NOT NULL, seconds INTEGER NOT NULL,
    held TEXT NOT NULL, shown TEXT NOT NULL, digest TEXT NOT NULL, UNIQUE (origin, kind, digest)
) STRICT;
"""


class StoreError(TlogError):
    """The folder is not a witness's, or is one already."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a witness last cosigned of a log: the note holds the log's signatures and the witness's own."""

    origin: str
    size: int
    root: bytes
    note: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two notes that the log signed: what the witness held and what it was then shown; `kind` says what is wrong."""

    origin: str
    kind: str
    seconds: int
    held: str
    shown: str


def origin_hash(origin: str) -> str:
    """How the address of a log's checkpoint names its origin: SHA-256 in hex."""
    return sha256(origin.encode()).hexdigest()


class Store:
    """A witness's folder. `create` makes one, `Store(folder)` opens it; both raise StoreError where they cannot."""

    def __init__(self, folder: Path) -> None:
        if not (folder / KEY).is_file():
            raise StoreError("This folder is no witness's: mash-witness init makes one.")
        self.signer = Signer.from_text((folder / KEY).read_text("utf-8").strip())
        _check(self.signer)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(
            folder / DATABASE, timeout=_WAIT, isolation_level=None, check_same_thread=False
        )
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.executescript(_SCHEMA)

    @classmethod
    def create(cls, folder: Path, signer: Signer) -> Store:
        """A new witness's folder with its key, readable by its owner alone."""
        _check(signer)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise StoreError("This folder is a witness's already; its key stays.") from None
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{signer.text}\n")
            file.flush()
            os.fsync(file.fileno())
        return cls(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            self._database.close()

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Nobody else writes during the block; what it wrote is on disk when it ends, or not at all if it raises."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def trust(self, origin: str, verifier: Verifier) -> None:
        """Cosign for the log of that origin what this key signs; a log may have several keys."""
        if verifier.kind != LOG:
            raise StoreError("This is a witness's key, not a log's.")
        with self.deciding():
            self._database.execute("INSERT OR IGNORE INTO logs VALUES (?, ?)", (origin, verifier.text))

    def logs(self) -> dict[str, list[Verifier]]:
        """The keys trusted for each origin."""
        found: dict[str, list[Verifier]] = {}
        for origin, vkey in self._rows("SELECT origin, vkey FROM logs ORDER BY origin, rowid"):
            found.setdefault(origin, []).append(Verifier.from_text(vkey))
        return found

    def keys(self, origin: str) -> list[Verifier]:
        """The keys trusted for one origin; none where it is not known."""
        rows = self._rows("SELECT vkey FROM logs WHERE origin = ?", origin)
        return [Verifier.from_text(vkey) for (vkey,) in rows]

    def held(self, origin: str) -> Held | None:
        """What was last cosigned of a log."""
        return self.held_by_hash(origin_hash(origin))

    def held_by_hash(self, hashed: str) -> Held | None:
        """What was last cosigned of the log whose origin has this hash."""
        rows = self._rows("SELECT origin, size, root, note, seconds FROM held WHERE origin_hash = ?", hashed)
        return Held(*rows[0]) if rows else None

    def last_seconds(self) -> int:
        """The time of the latest cosignature of any log; 0 before the first."""
        return int(self._rows("SELECT coalesce(max(seconds), 0) FROM held")[0][0])

    def hold(self, held: Held) -> None:
        """Remember what is about to be cosigned, in place of what was. To be called while `deciding`."""
        self._database.execute(
            "INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?, ?, ?)",
            (held.origin, origin_hash(held.origin), held.size, held.root, held.note, held.seconds),
        )

    def keep(self, evidence: Evidence) -> None:
        """Keep evidence, once for each checkpoint that was shown. To be called while `deciding`."""
        count = self._rows("SELECT count(*) FROM evidence WHERE origin = ?", evidence.origin)[0][0]
        if count >= MOST_EVIDENCE:
            return
        digest = sha256(evidence.shown.partition("\n\n")[0].encode()).hexdigest()
        self._database.execute(
            "INSERT OR IGNORE INTO evidence (origin, kind, seconds, held, shown, digest)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (evidence.origin, evidence.kind, evidence.seconds, evidence.held, evidence.shown, digest),
        )

    def evidence(self) -> list[Evidence]:
        """All that is kept, the earliest first."""
        return [
            Evidence(*row)
            for row in self._rows("SELECT origin, kind, seconds, held, shown FROM evidence ORDER BY id")
        ]

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()


def _check(signer: Signer) -> None:
    if signer.kind != COSIGNER:
        raise StoreError("This key is not a witness's.")

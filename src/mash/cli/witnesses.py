"""The demo's witnesses: two partner agencies', each a process of its own with its own key and store.

A real witness runs on the partner's machine and is told of by MASH_LOG_WITNESSES.
"""

import json
import socket
from dataclasses import dataclass
from pathlib import Path

from mash.cli.state import read_json, write_private
from mash_tlog.notes import COSIGNER, Signer
from mash_tlog.witness.store import Store

ORIGIN = "ostermarch.example/ledger"
NAMES = {"police": "police.ostermarch.example/witness", "health": "health.ostermarch.example/witness"}


@dataclass(frozen=True, slots=True)
class Local:
    """A witness on this machine: its folder, where it listens, and its public key."""

    name: str
    folder: Path
    listen: str
    vkey: str


def settings_of(state: Path) -> dict[str, str]:
    """What the instance of this state folder is told of its log; nothing before `prepare`."""
    said = read_json(state / "witnesses.json") or {}
    return {"MASH_LOG_ORIGIN": ORIGIN, "MASH_LOG_WITNESSES": json.dumps(said["witnesses"])} if said else {}


def prepare(state: Path) -> list[Local]:
    """Make the log's key and the witnesses' folders the first time, and let the witnesses trust the log."""
    key = state / "log.key"
    if not key.exists():
        write_private(key, Signer.generate(ORIGIN).text + "\n")
    log = Signer.from_text(key.read_text(encoding="ascii").split()[0]).verifier
    found = []
    for name, full in NAMES.items():
        folder = state / "witnesses" / name
        if not folder.exists():
            folder.parent.mkdir(mode=0o700, exist_ok=True)
            Store.create(folder, Signer.generate(full, COSIGNER)).close()
        with Store(folder) as store:
            if log not in store.logs().get(ORIGIN, []):
                store.trust(ORIGIN, log)
            vkey = store.signer.verifier.text
        found.append(Local(name, folder, f"127.0.0.1:{_free_port()}", vkey))
    said = [{"vkey": one.vkey, "url": f"http://{one.listen}"} for one in found]
    write_private(state / "witnesses.json", json.dumps({"witnesses": said}))
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

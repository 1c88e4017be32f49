"""The state folder: where one instance keeps its database, its secrets and what it tells other commands.

`MASH_STATE` names it; otherwise it stands beside the user's other application data.
"""

import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any


def default_folder() -> Path:
    """The state folder of this user: `MASH_STATE`, else the platform's place for application data."""
    if named := os.environ.get("MASH_STATE"):
        return Path(named).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "mash"
    data_home = os.environ.get("XDG_DATA_HOME")
    return (Path(data_home) if data_home else Path.home() / ".local" / "share") / "mash"


def ensure_folder(folder: Path) -> Path:
    """Create the folder if missing and return it with links resolved.

    Root's folder may be passed through (0711) because PostgreSQL refuses to run as root and its own user has to
    reach the data; every file that holds a secret is closed by its own mode.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
    return folder.resolve()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads (0600), whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp creates it 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in a JSON file, or None where there is no such file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if not isinstance(content, dict):
        raise TypeError(f"{path} should hold one JSON object")
    return content


def secret(folder: Path, name: str) -> str:
    """The random secret kept under this name, made the first time it is asked for (43 URL-safe characters)."""
    path = folder / "secrets.json"
    with lock(folder / "secrets.lock"):
        kept = read_json(path) or {}
        if name not in kept:
            kept[name] = secrets.token_urlsafe(32)
            write_private(path, json.dumps(kept, indent=1))
        return str(kept[name])


@contextmanager
def lock(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold an exclusive lock on a file; it ends with the process, whatever kills it.

    Raises `BlockingIOError` when `wait` is false and another process holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        flock(handle, LOCK_EX | (0 if wait else LOCK_NB))
        yield
    finally:
        os.close(handle)

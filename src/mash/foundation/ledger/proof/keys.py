"""The log's private key: a file that only this user reads, never in the database nor in its backups.

One line a key. The first signs; the others, while a change of keys is under way, sign beside it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from mash_tlog.errors import FormatError
from mash_tlog.notes import Signer


class KeyFileError(RuntimeError):
    """The key's file is missing, readable by others or not a key; the sentence says what to do, and shows no key."""


def path() -> Path:
    """Where the key is: MASH_LOG_KEY, or `log.key` in the state folder."""
    return Path(settings.MASH_LOG_KEY or settings.MASH_STATE / "log.key")


def read() -> list[Signer]:
    """The keys, the one that signs first. Raises KeyFileError."""
    file = path()
    try:
        with file.open(encoding="ascii") as stream:
            if stat.S_IMODE(os.fstat(stream.fileno()).st_mode) & 0o077:
                raise KeyFileError(f"Others may read {file}: chmod 600 it, and change the key.")
            found = [Signer.from_text(line) for line in stream.read().split()]
    except FileNotFoundError:
        raise KeyFileError(f"There is no key of the log at {file} (MASH_LOG_KEY).") from None
    except (FormatError, UnicodeDecodeError):
        raise KeyFileError(f"{file} does not hold keys of the log.") from None
    if not found:
        raise KeyFileError(f"{file} holds no key.")
    return found


def make(origin: str) -> Signer:
    """A new key in a new file. Raises FileExistsError where there is a file already."""
    signer = Signer.generate(origin)
    _write([signer], os.O_CREAT | os.O_EXCL)
    return signer


def replace(signers: Sequence[Signer]) -> None:
    """Keep these keys in place of those that the file has, at once and whole."""
    file = path()
    _write(signers, os.O_CREAT | os.O_TRUNC, suffix=".new")
    file.with_name(file.name + ".new").replace(file)
    _flush(file.parent)


def _write(signers: Sequence[Signer], flags: int, *, suffix: str = "") -> None:
    file = path()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(file.with_name(file.name + suffix), os.O_WRONLY | flags, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as stream:
        stream.writelines(f"{one.text}\n" for one in signers)
        stream.flush()
        os.fsync(stream.fileno())
    _flush(file.parent)


def _flush(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

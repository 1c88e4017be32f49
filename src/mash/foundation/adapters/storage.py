"""Keeping bytes: the port `Storage`, a folder of encrypted files, a dictionary for tests.

A key is 32 random hexadecimal digits made here; a name that a person gave never reaches a path.

A stored file is a magic word and then records, each a 32-bit big-endian length and a Fernet token. A
token's plaintext starts with the file's key, the record's number and whether it is the last, so that
records cannot be reordered, moved between files or cut off without notice.
"""

import base64
import hashlib
import os
import re
import secrets
import struct
import time as clock
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_MAGIC: Final = b"MASHF1\n"
_KEY: Final = re.compile(r"[0-9a-f]{32}\Z")
_PART: Final = ".part"
_RECORD: Final = 256 * 1024
_TOKEN_LIMIT: Final = 2 * _RECORD  # base64 costs a third; anything longer was not written here
_HEADER: Final = struct.Struct("!16sQB")
_MIN_SECRET: Final = 32


class StorageError(Exception):
    """The bytes are not there, or not those that were stored."""


class TooLargeError(StorageError):
    """More bytes came than were allowed; none of them was kept."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept: its `key`, its `size` in bytes and its `sha256` in hexadecimal, both of the plain bytes."""

    key: str
    size: int
    sha256: str


class Storage(Protocol):
    """Bytes by key. `get` yields chunks and raises StorageError where they are missing or damaged.

    `older_than(time)` gives the keys of what was put before that time, unfinished pieces of a put that died included.
    """

    def put(self, chunks: Iterable[bytes], *, max_bytes: int) -> Stored: ...

    def get(self, key: str) -> Iterator[bytes]: ...

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None: ...

    def older_than(self, time: datetime) -> Iterator[str]: ...


class FolderStorage:
    """Files under `root` (mode 0700), encrypted under the first of `secrets_`, readable under any of them.

    A file appears whole or not at all: it is written beside its place, flushed to the disk, and renamed.
    """

    def __init__(self, root: Path, secrets_: Sequence[str]) -> None:
        self._root = root
        self._fernet = MultiFernet([_fernet(secret) for secret in secrets_])

    def put(self, chunks: Iterable[bytes], *, max_bytes: int) -> Stored:
        key = secrets.token_hex(16)
        folder = self._folder(key)
        part = folder / f"{key}{_PART}"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                counted = _Counted(chunks, max_bytes)
                self._write(file, key, counted)
                file.flush()
                os.fsync(file.fileno())
            part.rename(folder / key)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(folder)
        return Stored(key=key, size=counted.size, sha256=counted.digest.hexdigest())

    def _write(self, file: BinaryIO, key: str, chunks: Iterable[bytes]) -> None:
        file.write(_MAGIC)
        number = 0
        records = _records(chunks)
        current = next(records)
        for following in records:
            self._write_record(file, key, number, current, last=False)
            current, number = following, number + 1
        self._write_record(file, key, number, current, last=True)

    def _write_record(self, file: BinaryIO, key: str, number: int, data: bytes, *, last: bool) -> None:
        token = self._fernet.encrypt(_HEADER.pack(bytes.fromhex(key), number, last) + data)
        file.write(struct.pack("!L", len(token)) + token)

    def get(self, key: str) -> Iterator[bytes]:
        path = self._path(key)
        if not path.is_file():
            raise StorageError("There are no bytes under this key.")
        return self._read(path, key)

    def _read(self, path: Path, key: str) -> Iterator[bytes]:
        # Opened with the first piece: an iterator that nobody starts holds no file.
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise StorageError("This is not a stored file.")
            number, last = 0, False
            while not last:
                last, data = self._read_record(file, key, number)
                number += 1
                if data:
                    yield data
            if file.read(1):
                raise StorageError("Bytes follow the end of the stored file.")

    def _read_record(self, file: BinaryIO, key: str, number: int) -> tuple[bool, bytes]:
        prefix = file.read(4)
        length = struct.unpack("!L", prefix)[0] if len(prefix) == 4 else 0
        if not 0 < length <= _TOKEN_LIMIT:
            raise StorageError("The stored file is cut short.")
        try:
            plain = self._fernet.decrypt(file.read(length))
        except InvalidToken:
            raise StorageError("The stored file is damaged, or was written under another key.") from None
        owner, place, last = _HEADER.unpack_from(plain)
        if owner.hex() != key or place != number:
            raise StorageError("The stored file's records are not its own or not in order.")
        return bool(last), plain[_HEADER.size :]

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the bytes; a key that is gone already is no error."""
        path = self._path(key)
        path.unlink(missing_ok=True)
        path.with_suffix(_PART).unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)

    def older_than(self, time: datetime) -> Iterator[str]:
        for path in self._root.glob("[0-9a-f][0-9a-f]/*"):
            key = path.name.removesuffix(_PART)
            if _KEY.match(key) and _written(path) < time.timestamp():
                yield key

    def _path(self, key: str) -> Path:
        if not _KEY.match(key):
            raise StorageError("This is not a key.")
        return self._root / key[:2] / key

    def _folder(self, key: str) -> Path:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._root.chmod(0o700)
        folder = self._path(key).parent
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(self._root)
        return folder


class MemoryStorage:
    """Bytes in a dictionary, for tests."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self._since: dict[str, float] = {}

    def put(self, chunks: Iterable[bytes], *, max_bytes: int) -> Stored:
        counted = _Counted(chunks, max_bytes)
        data = b"".join(counted)
        key = secrets.token_hex(16)
        self._held[key] = data
        self._since[key] = clock.time()
        return Stored(key=key, size=counted.size, sha256=counted.digest.hexdigest())

    def get(self, key: str) -> Iterator[bytes]:
        if not self.exists(key):
            raise StorageError("There are no bytes under this key.")
        return _records([self._held[key]]) if self._held[key] else iter(())

    def exists(self, key: str) -> bool:
        if not _KEY.match(key):
            raise StorageError("This is not a key.")
        return key in self._held

    def delete(self, key: str) -> None:
        if self.exists(key):
            del self._held[key], self._since[key]

    def older_than(self, time: datetime) -> Iterator[str]:
        return iter([key for key, since in self._since.items() if since < time.timestamp()])


class NullStorage:
    """Keeps nothing and refuses to pretend otherwise."""

    def put(self, chunks: Iterable[bytes], *, max_bytes: int) -> Stored:  # noqa: ARG002 - the port's signature
        raise StorageError("No storage for files is configured.")

    def get(self, key: str) -> Iterator[bytes]:  # noqa: ARG002 - the port's signature
        raise StorageError("There are no bytes under this key.")

    def exists(self, key: str) -> bool:  # noqa: ARG002 - the port's signature
        return False

    def delete(self, key: str) -> None:
        """Nothing is there to remove."""

    def older_than(self, time: datetime) -> Iterator[str]:  # noqa: ARG002 - the port's signature
        return iter(())


class _Counted:
    """Passes chunks on, counting and digesting them; raises TooLargeError at the first byte too many."""

    def __init__(self, chunks: Iterable[bytes], max_bytes: int) -> None:
        self._chunks = chunks
        self._max_bytes = max_bytes
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            if self.size > self._max_bytes:
                raise TooLargeError(f"More than {self._max_bytes} bytes.")
            self.digest.update(chunk)
            yield chunk


def _records(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of _RECORD, the last one shorter; one empty piece when there are none."""
    held = bytearray()
    started = False
    for chunk in chunks:
        held += chunk
        while len(held) > _RECORD:
            yield bytes(held[:_RECORD])
            started = True
            del held[:_RECORD]
    if held or not started:
        yield bytes(held)


def _fernet(secret: str) -> Fernet:
    if len(secret) < _MIN_SECRET:
        raise ImproperlyConfigured(
            "MASH_FILE_KEY is the secret under which attachments are encrypted: 32 characters or more."
        )
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mash stored files 1").derive(
        secret.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def _written(path: Path) -> float:
    """When its last byte was written, in seconds; infinitely late for a file that is gone meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_memory: Final = MemoryStorage()
_cache: dict[tuple[str, tuple[str, ...]], FolderStorage] = {}
_KINDS: Final[dict[str, Callable[[], Storage]]] = {"memory": lambda: _memory, "null": NullStorage}


def storage() -> Storage:
    """The storage that MASH_FILES names: a folder's path, "memory" or "null".

    Without it, the folder `files` in MASH_STATE. A folder needs MASH_FILE_KEY; MASH_FILE_OLD_KEYS (a
    sequence) are still read. Raises ImproperlyConfigured when a setting is missing.
    """
    place = str(getattr(settings, "MASH_FILES", ""))
    if place in _KINDS:
        return _KINDS[place]()
    state = str(getattr(settings, "MASH_STATE", ""))
    if not place and not state:
        raise ImproperlyConfigured(
            "MASH_FILES is the folder of attachments, or MASH_STATE the state's folder."
        )
    root = place or str(Path(state) / "files")
    keys = (getattr(settings, "MASH_FILE_KEY", ""), *getattr(settings, "MASH_FILE_OLD_KEYS", ()))
    if (root, keys) not in _cache:
        _cache[root, keys] = FolderStorage(Path(root), keys)
    return _cache[root, keys]

"""One encrypted file of any size, there whole or not at all: for what can be made anew from the database at any time.

A magic word, a random salt, then pieces, each a 32-bit big-endian length and what AES-256-GCM makes of it. The key is
derived from a secret, the salt and what the file is for; the nonce is the piece's number, and whether a piece is the last
is authenticated with it, so that pieces cannot be changed, reordered, taken from another file or cut off unnoticed.
Fernet, which `storage` uses, would cost a third more room and several times the time at hundreds of megabytes.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MAGIC: Final = b"MASHS1\n"
_SALT: Final = 16
_PIECE: Final = 1024 * 1024
_TAG: Final = 16
_LENGTH: Final = struct.Struct("!L")


class SealedError(Exception):
    """The file is not there, or is not what was sealed under this secret."""


def seal(path: Path, chunks: Iterable[bytes | memoryview], *, secret: str, purpose: str) -> None:
    """Write a file that only this user reads (0600), flushed to the disk and then put in the old one's place.

    Raises OSError where there is no room; what stood there before stays.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)  # of a process that was killed while it wrote
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _write(file, chunks, secret, purpose)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _write(file: BinaryIO, chunks: Iterable[bytes | memoryview], secret: str, purpose: str) -> None:
    salt = secrets.token_bytes(_SALT)
    file.write(_MAGIC + salt)
    cipher, number, held = _cipher(secret, salt, purpose), 0, b""
    for piece in _cut(chunks):
        if number:
            _put(file, cipher, number, held, last=False)
        number, held = number + 1, piece
    _put(file, cipher, max(number, 1), held, last=True)


def _cut(chunks: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    for chunk in chunks:
        view = memoryview(chunk).cast("B")
        for begin in range(0, len(view), _PIECE):
            yield bytes(view[begin : begin + _PIECE])


def _put(file: BinaryIO, cipher: AESGCM, number: int, plain: bytes, *, last: bool) -> None:
    sealed = cipher.encrypt(_nonce(number), plain, bytes([last]))
    file.write(_LENGTH.pack(len(sealed)) + sealed)


class Unsealed:
    """A sealed file's bytes, in order: `read(many)` gives exactly so many. Raises SealedError."""

    def __init__(self, path: Path, *, secret: str, purpose: str) -> None:
        self._pieces = _pieces(path, secret, purpose)
        self._held = b""
        self._at = 0

    def read(self, many: int) -> bytearray:
        """The next bytes, in a buffer of the caller's own."""
        found = bytearray(many)
        done = 0
        while done < many:
            if self._at == len(self._held):
                self._held, self._at = next(self._pieces, b""), 0
                if not self._held:
                    raise SealedError("The sealed file ends too early.")
            some = min(many - done, len(self._held) - self._at)
            found[done : done + some] = memoryview(self._held)[self._at : self._at + some]
            done, self._at = done + some, self._at + some
        return found

    def end(self) -> None:
        """Read to the end, so that a file that was cut off or has more than was asked for is not believed."""
        if self._at < len(self._held) or next(self._pieces, b""):
            raise SealedError("The sealed file goes on.")


def _pieces(path: Path, secret: str, purpose: str) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise SealedError("This is not a sealed file.")
            cipher, number, last = _cipher(secret, file.read(_SALT), purpose), 1, False
            following = _following(file)
            while not last:
                sealed, following = following, _following(file)
                last = following is None
                yield cipher.decrypt(_nonce(number), sealed or b"", bytes([last]))
                number += 1
    except FileNotFoundError:
        raise SealedError("There is no sealed file.") from None
    except (OSError, InvalidTag):
        raise SealedError("The sealed file is damaged, or was sealed under another key.") from None


def _following(file: BinaryIO) -> bytes | None:
    """The next piece as it is on the disk; None at the end."""
    prefix = file.read(_LENGTH.size)
    if not prefix:
        return None
    length = _LENGTH.unpack(prefix)[0] if len(prefix) == _LENGTH.size else 0
    if not _TAG <= length <= _PIECE + _TAG:
        raise SealedError("The sealed file is cut short.")
    return file.read(length)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _cipher(secret: str, salt: bytes, purpose: str) -> AESGCM:
    if len(salt) != _SALT:
        raise SealedError("The sealed file is cut short.")
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=f"mash sealed {purpose}".encode())
    return AESGCM(derived.derive(secret.encode()))

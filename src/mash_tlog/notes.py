"""Signed notes and cosignatures with Ed25519, as C2SP's signed-note and tlog-cosignature say.

A note is a text, an empty line, and lines of signatures. A key has a kind: `LOG` signs a text as it stands; `COSIGNER`
signs it together with the time at which a witness saw it, in seconds since 1970. Both texts of a key, the private one
and the one that verifies, carry its name, so that it cannot be taken for another's.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mash_tlog.errors import FormatError, SignatureError

LOG = 0x01
COSIGNER = 0x04
KINDS = (LOG, COSIGNER)

MAX_NOTE = 1_000_000
"""Characters in a note."""
MAX_SIGNATURES = 100
MAX_NAME = 255
MAX_SECONDS = (1 << 63) - 1

_KEY_SIZE = 32
_SIGNATURE_SIZE = 64
_TIME_SIZE = 8
_ID_SIZE = 4
_MARK = "\u2014 "
_PRIVATE = "PRIVATE+KEY+"
_ID = re.compile(r"[0-9a-f]{8}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key: its name, its kind and its 32 bytes. Raises FormatError where a part is wrong."""

    name: str
    key: bytes
    kind: int = LOG

    def __post_init__(self) -> None:
        _check_name(self.name)
        if self.kind not in KINDS:
            raise FormatError(f"Keys of kind {self.kind} are not known here.")
        if len(self.key) != _KEY_SIZE:
            raise FormatError(f"An Ed25519 key has {_KEY_SIZE} bytes, not {len(self.key)}.")

    @classmethod
    def from_text(cls, text: str) -> Verifier:
        """The key that a vkey (`name+id+base64`) says. Raises FormatError."""
        name, key_id, kind, key = _read_key(text)
        found = cls(name, key, kind)
        if found.key_id != key_id:
            raise FormatError("The key's id is not that of its name and its bytes.")
        return found

    @property
    def key_id(self) -> bytes:
        """The 4 bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:_ID_SIZE]

    @property
    def text(self) -> str:
        """The vkey."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.kind]) + self.key)}"

    def seconds(self, text: str, signature: bytes) -> int | None:
        """The time of a cosignature over `text`, None for a log's signature. Raises SignatureError where it is wrong."""
        if self.kind == LOG:
            self._verify(signature, text.encode())
            return None
        at = int.from_bytes(signature[:_TIME_SIZE], "big")
        if at > MAX_SECONDS:
            raise SignatureError(f"The cosignature of {self.name} has an impossible time.")
        self._verify(signature[_TIME_SIZE:], _cosigned(text, at))
        return at

    def _verify(self, signature: bytes, message: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise SignatureError(f"The signature of {self.name} is wrong.") from None


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """A private key. Its `text` is the secret; neither `repr` nor an error shows it."""

    name: str
    key: Ed25519PrivateKey
    kind: int = LOG

    def __post_init__(self) -> None:
        _check_name(self.name)
        if self.kind not in KINDS:
            raise FormatError(f"Keys of kind {self.kind} are not known here.")

    @classmethod
    def generate(cls, name: str, kind: int = LOG) -> Signer:
        """A new key. Raises FormatError for a name with spaces or plus signs."""
        return cls(name, Ed25519PrivateKey.generate(), kind)

    @classmethod
    def from_text(cls, text: str) -> Signer:
        """The key that `text` says. Raises FormatError."""
        if not text.startswith(_PRIVATE):
            raise FormatError("This is not the text of a private key.")
        name, key_id, kind, seed = _read_key(text.removeprefix(_PRIVATE))
        if len(seed) != _KEY_SIZE:
            raise FormatError("The private key has another length.")
        found = cls(name, Ed25519PrivateKey.from_private_bytes(seed), kind)
        if found.verifier.key_id != key_id:
            raise FormatError("The private key's id is not that of its name and its bytes.")
        return found

    @property
    def text(self) -> str:
        """The secret: `PRIVATE+KEY+name+id+base64`."""
        secret = _base64(bytes([self.kind]) + self.key.private_bytes_raw())
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{secret}"

    @property
    def verifier(self) -> Verifier:
        """The key that verifies what this one signs."""
        return Verifier(self.name, self.key.public_key().public_bytes_raw(), self.kind)

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that was verified: whose, its line with its newline, and the time of a cosignature (or None)."""

    verifier: Verifier
    line: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """A text, the signatures of known keys, one a key and all verified, and the lines of keys that are not known."""

    text: str
    signatures: tuple[Signature, ...]
    unknown: tuple[str, ...] = ()

    def by(self, verifier: Verifier) -> Signature | None:
        """What that key signed, or None."""
        return next((each for each in self.signatures if each.verifier == verifier), None)


def sign(text: str, signers: Sequence[Signer]) -> str:
    """The note of `text`, signed by logs' keys. Raises FormatError for a text that no note can hold."""
    if not signers or any(each.kind != LOG for each in signers):
        raise FormatError("A note is signed by one log's key or more; a witness cosigns it.")
    _check_text(text)
    lines = [_line(each.verifier, each.key.sign(text.encode())) for each in signers]
    return f"{text}\n{''.join(lines)}"


def cosign(checkpoint_text: str, signer: Signer, at_seconds: int) -> str:
    """The line, with its newline, by which a witness says that it saw this checkpoint at that time.

    Raises FormatError for a log's key, for a time before 1970 and for a text that no note can hold.
    """
    if signer.kind != COSIGNER:
        raise FormatError("Only a witness's key cosigns.")
    if not 0 < at_seconds <= MAX_SECONDS:
        raise FormatError("A cosignature's time is after 1970.")
    _check_text(checkpoint_text)
    signature = signer.key.sign(_cosigned(checkpoint_text, at_seconds))
    return _line(signer.verifier, at_seconds.to_bytes(_TIME_SIZE, "big") + signature)


def read_cosignature(checkpoint_text: str, line: str, verifier: Verifier) -> int:
    """The time, in seconds, at which that witness cosigned. `line` may end in a newline.

    Raises FormatError for a line that is none, SignatureError where it is another's or wrong.
    """
    name, key_id, signature = _read_line(line.removesuffix("\n"))
    if verifier.kind != COSIGNER or (name, key_id) != (verifier.name, verifier.key_id):
        raise SignatureError(f"This is no cosignature of {verifier.name}.")
    at = verifier.seconds(checkpoint_text, signature)
    if at is None:
        raise SignatureError(f"This is no cosignature of {verifier.name}.")
    return at


def split(note: str) -> tuple[str, list[str]]:
    """A note's text and its lines of signatures with their newlines; nothing is verified. Raises FormatError."""
    _check_characters(note)
    at = note.rfind("\n\n")
    text, signed = note[: at + 1], note[at + 2 :]
    if at < 0 or not signed.endswith("\n"):
        raise FormatError("The note has no signatures.")
    lines = [f"{each}\n" for each in signed[:-1].split("\n")]
    if len(lines) > MAX_SIGNATURES:
        raise FormatError(f"The note has more than {MAX_SIGNATURES} signatures.")
    for each in lines:
        _read_line(each[:-1])
    return text, lines


def open_note(note: str, verifiers: Iterable[Verifier]) -> Note:
    """The note, where a known key signed it. Of several signatures by one key the first is kept; all must be right.

    Raises FormatError for what is no note; SignatureError where a known key's signature is wrong or there is none.
    """
    text, lines = split(note)
    known = {(each.name, each.key_id): each for each in verifiers}
    found: dict[Verifier, Signature] = {}
    unknown = []
    for line in lines:
        name, key_id, signature = _read_line(line[:-1])
        verifier = known.get((name, key_id))
        if verifier is None:
            unknown.append(line)
            continue
        found.setdefault(verifier, Signature(verifier, line, verifier.seconds(text, signature)))
    if not found:
        raise SignatureError("No known key has signed the note.")
    return Note(text, tuple(found.values()), tuple(unknown))


def read_base64(text: str) -> bytes:
    """The bytes of standard base64 in its one right spelling. Raises FormatError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise FormatError("A part that should be base64 is not.") from None
    if _base64(data) != text:
        raise FormatError("A part that should be base64 is not in its one right spelling.")
    return data


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _cosigned(text: str, seconds: int) -> bytes:
    """What a cosignature signs."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _line(verifier: Verifier, signature: bytes) -> str:
    return f"{_MARK}{verifier.name} {_base64(verifier.key_id + signature)}\n"


def _read_line(line: str) -> tuple[str, bytes, bytes]:
    """A signature line's name, key id and signature; the line comes without its newline."""
    name, space, encoded = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not space:
        raise FormatError("A line of signature is malformed.")
    _check_name(name)
    data = read_base64(encoded)
    if len(data) <= _ID_SIZE:
        raise FormatError("A signature is cut short.")
    return name, data[:_ID_SIZE], data[_ID_SIZE:]


def _read_key(text: str) -> tuple[str, bytes, int, bytes]:
    """A key's name, id, kind and bytes, private or public."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not _ID.fullmatch(parts[1]):
        raise FormatError("A key is written name+id+base64.")
    data = read_base64(parts[2])
    if not data:
        raise FormatError("The key is empty.")
    return parts[0], bytes.fromhex(parts[1]), data[0], data[1:]


def _check_name(name: str) -> None:
    spaces = any(each.isspace() for each in name)
    if not name or len(name) > MAX_NAME or spaces or "+" in name or _CONTROL.search(name):
        raise FormatError(f"A key's name has 1 to {MAX_NAME} characters, without spaces and plus signs.")


def _check_characters(text: str) -> None:
    if len(text) > MAX_NOTE:
        raise FormatError(f"A note has at most {MAX_NOTE} characters.")
    if _CONTROL.search(text):
        raise FormatError("A note has no control characters.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise FormatError("The note is not UTF-8.") from None


def _check_text(text: str) -> None:
    _check_characters(text)
    if not text.endswith("\n"):
        raise FormatError("A note's text ends in a newline.")

"""Scanning bytes for malware: the port `Scanner`, clamd over its INSTREAM command, a fake and a null.

INSTREAM, from clamd's manual: the client sends "zINSTREAM" and a zero byte, then chunks, each preceded by
its length as a 32-bit big-endian number, then a length of zero; clamd answers one line.
"""

import re
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

TIMEOUT_SECONDS: Final = 30.0
MAX_BYTES: Final = 100 * 1024 * 1024
TEST_MARKER: Final = b"MASH-ANTIVIRUS-TEST-FILE"
TEST_SIGNATURE: Final = "Mash.Test.File"

_CHUNK: Final = 64 * 1024
_ANSWER_LIMIT: Final = 4096
_FOUND: Final = re.compile(r"stream: (?P<name>[!-~]+) FOUND\Z")
_UNOFFICIAL: Final = ".UNOFFICIAL"  # clamd's mark for signatures that are not its maker's


@dataclass(frozen=True, slots=True)
class Verdict:
    """A scanner's answer: clean, infected with `signature` named, or unavailable with the `reason`."""

    state: Literal["clean", "infected", "unavailable"]
    signature: str = ""
    reason: str = ""


class Scanner(Protocol):
    """`configured` is false where an installation has chosen to have no scanner."""

    configured: bool

    def scan(self, chunks: Iterable[bytes]) -> Verdict: ...


class ClamdScanner:
    """clamd at `unix:/path/to/socket` or `tcp:host:port`; each step of a scan waits `timeout` seconds at most.

    More than `max_bytes` is not sent, and unavailable: a part of a file proves nothing about the file.
    """

    configured = True

    def __init__(self, address: str, *, timeout: float = TIMEOUT_SECONDS, max_bytes: int = MAX_BYTES) -> None:
        self._family, self._address = _parse(address)
        self._timeout = timeout
        self._max_bytes = max_bytes

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        try:
            with socket.socket(self._family, socket.SOCK_STREAM) as connection:
                connection.settimeout(self._timeout)
                connection.connect(self._address)
                if not self._stream(connection, chunks):
                    return Verdict("unavailable", reason="The file is larger than the scanner takes.")
                return _verdict(_answer(connection))
        except TimeoutError:
            return Verdict("unavailable", reason="The scanner did not answer in time.")
        except OSError as error:
            return Verdict("unavailable", reason=f"The scanner cannot be reached ({type(error).__name__}).")

    def _stream(self, connection: socket.socket, chunks: Iterable[bytes]) -> bool:
        connection.sendall(b"zINSTREAM\0")
        sent = 0
        for chunk in chunks:
            sent += len(chunk)
            if sent > self._max_bytes:
                return False
            for start in range(0, len(chunk), _CHUNK):
                piece = chunk[start : start + _CHUNK]
                connection.sendall(struct.pack("!L", len(piece)) + piece)
        connection.sendall(struct.pack("!L", 0))
        return True


def _parse(address: str) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    kind, _, rest = address.partition(":")
    if kind == "unix" and rest:
        return socket.AF_UNIX, rest
    host, _, port = rest.rpartition(":")
    if kind == "tcp" and host and port.isdecimal():
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return family, (host.strip("[]"), int(port))
    raise ImproperlyConfigured("MASH_CLAMD is empty, unix:/path/to/socket or tcp:host:port.")


def _answer(connection: socket.socket) -> str:
    answer = b""
    while len(answer) < _ANSWER_LIMIT and not answer.endswith(b"\0"):
        piece = connection.recv(_ANSWER_LIMIT)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict("clean")
    if found := _FOUND.match(answer):
        return Verdict("infected", signature=found["name"].removesuffix(_UNOFFICIAL))
    return Verdict("unavailable", reason=f"The scanner answered: {answer[:200] or 'nothing'}")


class MemoryScanner:
    """Finds TEST_MARKER and nothing else, for tests and demonstrations."""

    configured = True

    def scan(self, chunks: Iterable[bytes]) -> Verdict:
        tail = b""
        for chunk in chunks:
            seen = tail + chunk
            if TEST_MARKER in seen:
                return Verdict("infected", signature=TEST_SIGNATURE)
            tail = seen[-(len(TEST_MARKER) - 1) :]
        return Verdict("clean")


class NullScanner:
    """Stands where no scanner is configured: it never calls a file clean."""

    configured = False

    def scan(self, chunks: Iterable[bytes]) -> Verdict:  # noqa: ARG002 - the port's signature
        return Verdict("unavailable", reason="No scanner is configured.")


def scanner() -> Scanner:
    """The scanner that MASH_CLAMD names: "" for none, "memory", "unix:/path" or "tcp:host:port"."""
    address: str = getattr(settings, "MASH_CLAMD", "")
    if not address:
        return NullScanner()
    if address == "memory":
        return MemoryScanner()
    return ClamdScanner(address)

"""Asking a witness to cosign. What it answers is not believed: the caller verifies the lines with the witness's key."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from mash_tlog.checkpoint import MAX_SIZE
from mash_tlog.errors import FormatError
from mash_tlog.notes import split
from mash_tlog.witness.deciding import SIZE, Request, write_request
from mash_tlog.witness.store import origin_hash

MAX_ANSWER = 200_000
"""Bytes that are read of an answer."""

_WHY: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "The witness found the request malformed.",
    HTTPStatus.FORBIDDEN: "The witness does not trust the key that signed.",
    HTTPStatus.NOT_FOUND: "The witness does not know this log.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The witness holds another history of this log.",
}


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Lines of cosignatures, each with its newline, not yet verified."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The witness last cosigned a tree of `size` leaves: the proof has to begin there."""

    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The witness answered and does not cosign; `status` is that of HTTP."""

    status: int
    why: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer within the time."""

    why: str


Answer = Cosigned | Conflict | Refused | Unreachable


def add_checkpoint(url: str, *, old: int, proof: Sequence[bytes], note: str, timeout: float) -> Answer:
    """Ask the witness at `url` (its submission prefix) to cosign `note`, which continues the tree of `old` leaves.

    `timeout` is in seconds, for connecting and again for the rest. Redirects are not followed. Raises ValueError for a
    URL that is neither HTTPS nor on this machine.
    """
    connection, prefix = _connection(url, timeout)
    path = f"{prefix}/add-checkpoint"
    body = write_request(Request(old, tuple(proof), note))
    try:
        connection.connect()
    except (OSError, HTTPException) as error:
        return Unreachable(f"The witness cannot be reached ({type(error).__name__}).")
    late = threading.Event()
    ending = threading.Timer(timeout, _hang_up, [connection.sock, late])
    ending.daemon = True
    ending.start()
    try:
        connection.request("POST", path, body, {"Content-Type": "text/plain; charset=utf-8"})
        response = connection.getresponse()
        data = response.read(MAX_ANSWER + 1)
    except (OSError, HTTPException) as error:
        return Unreachable(f"The witness gave no whole answer ({type(error).__name__}).")
    finally:
        ending.cancel()
        connection.close()
    if late.is_set():
        return Unreachable("The witness gave no whole answer in time.")
    return _read(response, data, note)


def held(url: str, *, origin: str, timeout: float) -> str | None:
    """The note that the witness at `url` last cosigned for that log, not verified; None where it tells none.

    Raises ValueError for a URL that is neither HTTPS nor on this machine.
    """
    connection, prefix = _connection(url, timeout)
    try:
        connection.request("GET", f"{prefix}/{origin_hash(origin)}/checkpoint")
        response = connection.getresponse()
        data = response.read(MAX_ANSWER + 1)
        found = response.status == HTTPStatus.OK and len(data) <= MAX_ANSWER
        return data.decode() if found else None
    except (OSError, HTTPException, UnicodeDecodeError):
        return None
    finally:
        connection.close()


def _read(response: HTTPResponse, data: bytes, note: str) -> Answer:
    status = response.status
    if len(data) > MAX_ANSWER:
        return Refused(status, "The witness's answer is too long.")
    text = data.decode("utf-8", "replace")
    if status == HTTPStatus.OK:
        try:
            own = split(note)[0]
            return Cosigned(tuple(split(f"{own}\n{text}")[1]))
        except FormatError:
            return Refused(status, "The witness's answer holds no cosignature.")
    if status == HTTPStatus.CONFLICT and response.headers.get_content_type() == SIZE:
        size = re.fullmatch(r"(0|[1-9][0-9]{0,18})\n", text)
        if size and int(size[1]) <= MAX_SIZE:
            return Conflict(int(size[1]))
    return Refused(status, _WHY.get(status, "The witness answered something else."))


def _connection(url: str, timeout: float) -> tuple[HTTPConnection, str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.query or parts.fragment or parts.username or not host:
        raise ValueError("A witness's address is https://HOST[:PORT][/PREFIX].")
    path = parts.path.rstrip("/")
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port, timeout=timeout), path
    if parts.scheme == "http" and _on_this_machine(host):
        return HTTPConnection(host, parts.port, timeout=timeout), path
    raise ValueError("A witness on another machine is reached by https.")


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hang_up(sock: socket.socket, late: threading.Event) -> None:
    """End a connection that another thread waits on. Not the TLS socket's own method, which must not be called so."""
    late.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return

"""The witness over HTTP/1.1: small requests, short times, and a log of its own that says no more than verb and status.

| Request | Answer |
|---|---|
| `POST /add-checkpoint` | C2SP's tlog-witness |
| `GET /<SHA-256 of the origin in hex>/checkpoint` | C2SP's tlog-witness: what was last cosigned |
| `GET /checkpoint?origin=ORIGIN` | the same by name, an addition of our own |
"""

from __future__ import annotations

import io
import re
import socket
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mash_tlog.witness.deciding import Reply, Witness

MAX_BODY = 200_000
"""Bytes in a request: a note with 16 signatures of the largest kind, and a proof."""
MAX_CONNECTIONS = 64
SECONDS = 20.0
"""For a request, from its first byte (or the end of the one before it) to its last."""

_BY_HASH = re.compile(r"/([0-9a-f]{64})/checkpoint")


class _Bounded(io.RawIOBase):
    """A connection's bytes until a time that `restart` puts off; later reading raises TimeoutError."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self.restart()

    def restart(self) -> None:
        self._end = time.monotonic() + self._seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "mash-witness"
    sys_version = ""
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"
    server: WitnessServer

    def setup(self) -> None:
        super().setup()
        self._bounded = _Bounded(self.connection, self.server.seconds)
        self.rfile = io.BufferedReader(self._bounded)

    def handle_one_request(self) -> None:
        self._bounded.restart()
        super().handle_one_request()

    def do_POST(self) -> None:
        if urlsplit(self.path).path != "/add-checkpoint":
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
            return
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Transfer-Encoding") or not re.fullmatch(r"[0-9]{1,9}", length):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "The request says no length.")
        elif int(length) > MAX_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A request has at most {MAX_BODY} bytes.")
        else:
            body = self.rfile.read(int(length))
            if len(body) < int(length):
                self.close_connection = True
                return
            self._answer(self.server.witness.add_checkpoint(body))

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        hashed = _BY_HASH.fullmatch(parts.path)
        origins = parse_qs(parts.query).get("origin", [])
        if hashed:
            self._answer(self.server.witness.held_by_hash(hashed[1]))
        elif parts.path == "/checkpoint" and len(origins) == 1:
            self._answer(self.server.witness.held(origins[0]))
        else:
            self._answer(Reply(HTTPStatus.NOT_FOUND, "There is nothing here.\n"))

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        """Answer without having read the body: nothing more can be read from this connection."""
        self.close_connection = True
        self._answer(Reply(status, f"{why}\n"))

    def _answer(self, reply: Reply) -> None:
        data = reply.text.encode()
        self.connection.settimeout(self.server.seconds)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_request(self, code: Any = "-", size: Any = "-") -> None:  # noqa: ARG002 - the base class's signature
        status = code.value if isinstance(code, HTTPStatus) else code
        verb = self.command if self.command in {"GET", "POST"} else "-"
        sys.stderr.write(f"{self.log_date_time_string()} {verb} {status}\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Nothing: the base class's messages quote the request."""


class WitnessServer(ThreadingHTTPServer):
    """Serves a witness on `(host, port)`; port 0 takes a free one. Beyond 64 connections more are closed at once."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = MAX_CONNECTIONS

    def __init__(self, address: tuple[str, int], witness: Witness, *, seconds: float = SECONDS) -> None:
        self.witness = witness
        self.seconds = seconds
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._free = threading.BoundedSemaphore(MAX_CONNECTIONS)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def server_bind(self) -> None:
        """As the base class's, without asking for the machine's name."""
        super(ThreadingHTTPServer, self).server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the base class's signature
        """One line, by the error's kind alone: its text may quote the request."""
        sys.stderr.write(f"{type(sys.exception()).__name__} in a request\n")

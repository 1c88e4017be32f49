"""Small servers on loopback that real clients talk to: SMTP and Notify's API."""

import email
import email.policy
import http.server
import json
import socket
import socketserver
import threading
from typing import Self


def an_unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _Running:
    """A threaded server that runs while its `with` block does."""

    def _start(self, server: socketserver.BaseServer) -> None:
        self._server = server
        self.port = server.server_address[1]
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True


class SmtpServer(_Running):
    """The six SMTP commands of a delivery; keeps `envelopes` and parsed `messages`."""

    def __init__(self) -> None:
        self.envelopes: list[tuple[str, list[str]]] = []
        self.messages: list[email.message.EmailMessage] = []
        self.answer_to_sender = "250 ok"
        self.answer_to_recipient = "250 ok"
        self.silent = False
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if outer.silent:
                    self.rfile.readline()
                    return
                outer.converse(self)

        self._start(_Server(("127.0.0.1", 0), Handler))

    def converse(self, handler: socketserver.StreamRequestHandler) -> None:
        def say(line: str) -> None:
            handler.wfile.write(line.encode() + b"\r\n")

        sender, receivers = "", []
        say("220 test")
        for raw in handler.rfile:
            line = raw.decode().strip()
            match line.split(" ", 1)[0].upper():
                case "MAIL":
                    sender = line.partition("<")[2].partition(">")[0]
                    say(self.answer_to_sender)
                case "RCPT":
                    receivers.append(line.partition("<")[2].partition(">")[0])
                    say(self.answer_to_recipient)
                case "DATA":
                    say("354 go on")
                    self.envelopes.append((sender, receivers))
                    self.messages.append(self.read_message(handler))
                    say("250 ok")
                case "QUIT":
                    say("221 bye")
                    return
                case _:
                    say("250 ok")

    @staticmethod
    def read_message(handler: socketserver.StreamRequestHandler) -> email.message.EmailMessage:
        lines = []
        while (line := handler.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)


class NotifyServer(_Running):
    """Answers as Notify's API does; keeps `requests` as (path, body)."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict]] = []
        self.status = 201
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["Authorization"].startswith("Bearer ")
                outer.requests.append((self.path, body))
                refusal = {"status_code": outer.status, "errors": [{"error": "Test", "message": "No"}]}
                answer = {"id": f"notification-{len(outer.requests)}"} if outer.status == 201 else refusal
                encoded = json.dumps(answer).encode()
                self.send_response(outer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(encoded)))
                self.end_headers()
                self.wfile.write(encoded)

            def log_message(self, *_: object) -> None:
                """Say nothing on the tests' terminal."""

        self._start(_Server(("127.0.0.1", 0), Handler))
        self.url = f"http://127.0.0.1:{self.port}"

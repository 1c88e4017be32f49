"""Answer who is known, on a socket of this machine's own: a line of JSON asks, a line of JSON answers.

Answers are numbers of records with weights and reasons: no name, no address. Whoever asked reads what it may see of them
from the database, through the policies.
"""

from __future__ import annotations

import json
import os
import socketserver
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import connection

from mash.foundation.kernel.time import now
from mash.registers.people.finding.engine import Engine, follow
from mash.registers.people.matching.explain import Found

LONGEST = 64_000  # bytes of a question
MOST = 200  # hits of one question


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    engine: Engine


class _Answers(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        try:
            while question := self.rfile.readline(LONGEST):
                self.wfile.write(json.dumps(self._answer(question), separators=(",", ":")).encode() + b"\n")
        finally:
            connection.close()  # this thread's own, where a record had to be read

    def _answer(self, question: bytes) -> dict[str, Any]:
        server = self.server
        try:
            asked = json.loads(question)
            values = {str(field): str(value) for field, value in asked["values"].items()}
            without = [int(each) for each in asked.get("without", ())]
            if "pairs_of" in asked:
                if asked["model"] != server.engine.version:
                    server.engine.reconcile(now())
                if asked["model"] != server.engine.version:
                    return {"error": "another model"}
                found = server.engine.pairs_of(values, of=int(asked["pairs_of"]))
            else:
                limit = min(int(asked.get("limit", 20)), MOST)
                found = server.engine.find(values, limit=limit, without=without)
        except (ValueError, TypeError, KeyError, AttributeError):
            return {"error": "not understood"}
        return {"model": server.engine.version, "found": [_plain(each) for each in found]}


def _plain(found: Found) -> dict[str, Any]:
    return asdict(found)


def serve(path: Path, *, stop: threading.Event) -> None:
    """Load the index and answer on the socket at `path` until `stop`; only this user may ask."""
    engine = Engine()
    engine.load(now())
    for compiled in (engine.index.find, engine.index.pairs_of):
        compiled({"family_name": "nobody"})  # before anybody waits for it
    path.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        server = _Server(str(path), _Answers)
    finally:
        os.umask(before)
    server.engine = engine
    follower = threading.Thread(target=follow, args=(engine, stop), daemon=True)
    follower.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stop.wait()
    server.shutdown()
    server.server_close()
    follower.join(5)  # leaves no connection behind
    path.unlink(missing_ok=True)

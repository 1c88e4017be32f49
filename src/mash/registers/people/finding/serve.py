"""Answer who is known, on a socket of this machine's own: a line of JSON asks, a line of JSON answers.

Answers are numbers of records with weights and reasons: no name, no address. Whoever asked reads what it may see of them
from the database, through the policies.
"""

from __future__ import annotations

import json
import os
import socketserver
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import connection

from mash.foundation.kernel.time import now
from mash.registers.people.finding.engine import Engine, follow, keep_now_and_then
from mash.registers.people.matching.explain import explain
from mash.registers.people.matching.finds import Found

LONGEST = 64_000  # bytes of a question
MOST = 200  # finds of one question


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    engine: Engine


class _Answers(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        try:
            with suppress(ConnectionError):  # whoever asked did not wait for the answer
                # What is longer ends the conversation.
                while (question := self.rfile.readline(LONGEST)).endswith(b"\n"):
                    answer = json.dumps(self._answer(question), separators=(",", ":"))
                    self.wfile.write(answer.encode() + b"\n")
        finally:
            connection.close()  # this thread's own, where a record had to be read

    def _answer(self, question: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(question)
            found = _QUESTIONS[asked["ask"]](self.server.engine, _values(asked["values"]), asked)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            return {"error": "not understood"}
        if found is None:
            return {"error": "another model"}
        return {"model": self.server.engine.version, "found": [asdict(each) for each in found]}


def _values(said: Mapping[str, object]) -> dict[str, str]:
    return {str(field): str(value) for field, value in said.items()}


def _find(engine: Engine, values: dict[str, str], asked: Mapping[str, Any]) -> list[Found] | None:
    without = [int(each) for each in asked.get("without", ())]
    one, household = (float(each) for each in asked.get("least", (0, 0)))
    most = min(int(asked.get("limit", 20)), MOST)
    return engine.find(values, limit=most, without=without, least=(one, household))


def _pairs(engine: Engine, values: dict[str, str], asked: Mapping[str, Any]) -> list[Found] | None:
    if asked["model"] != engine.version:
        engine.reconcile(now())
    return engine.pairs_of(values, of=int(asked["of"])) if asked["model"] == engine.version else None


def _explain(engine: Engine, values: dict[str, str], asked: Mapping[str, Any]) -> list[Found] | None:
    return [explain(engine.index.model, values, _values(asked["other"]))]


_QUESTIONS = {"find": _find, "pairs": _pairs, "explain": _explain}


def serve(path: Path, *, stop: threading.Event, copy: Path | None = None) -> None:
    """Load the index and answer on the socket at `path` until `stop`; only this user may ask.

    `copy` is the file from which it starts again in seconds, written now and then and at the end.
    """
    engine = Engine(copy)
    engine.start(now())
    nobody = {"family_name": "nobody"}
    for compiled in (engine.index.find, engine.index.pairs_of):
        compiled(nobody)  # before anybody waits for it
    explain(engine.index.model, nobody, nobody)
    path.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        server = _Server(str(path), _Answers)
    finally:
        os.umask(before)
    server.engine = engine
    follower = threading.Thread(target=follow, args=(engine, stop), daemon=True)
    follower.start()
    keeper = threading.Thread(target=keep_now_and_then, args=(engine, stop), daemon=True)
    keeper.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stop.wait()
    server.shutdown()
    server.server_close()
    follower.join(5)  # leaves no connection behind
    path.unlink(missing_ok=True)
    keeper.join()
    engine.keep()

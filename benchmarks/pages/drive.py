"""A bounded closed-loop load generator, in a process of its own: each connection asks again when it was answered.

Reads {"host", "port", "tickets", "seconds", "connections", "once"} on stdin; writes the times of the answers, in
milliseconds, on stdout. With `once`, each ticket is used a single time. An unexpected answer ends it.
"""

from __future__ import annotations

import http.client
import itertools
import json
import sys
import threading
import time
from typing import Any


class WrongAnswerError(RuntimeError):
    """The page was not what it should have been: a fast error is no result."""


def drive(said: dict[str, Any]) -> dict[str, object]:
    tickets = iter(said["tickets"]) if said["once"] else itertools.cycle(said["tickets"])
    guard = threading.Lock()
    took: list[float] = []
    wrong: list[str] = []
    start = time.perf_counter()
    end = start + said["seconds"]

    def ask_until_the_end() -> None:
        connection = http.client.HTTPConnection(said["host"], said["port"], timeout=30)
        while time.perf_counter() < end and not wrong:
            with guard:
                ticket = next(tickets, None)
            if ticket is None:
                return
            before = time.perf_counter()
            connection.request(ticket["method"], ticket["path"], ticket.get("body"), ticket["headers"])
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - before) * 1000)
            if answer.status != ticket["expect"] or answer.headers.get("Location", "") != ticket.get(
                "to", ""
            ):
                wrong.append(
                    f"{ticket['path']} answered {answer.status} {answer.headers.get('Location', '')}"
                )

    threads = [threading.Thread(target=ask_until_the_end) for _ in range(said["connections"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise WrongAnswerError(wrong[0])
    return {"took": took, "seconds": time.perf_counter() - start}


if __name__ == "__main__":
    json.dump(drive(json.load(sys.stdin)), sys.stdout)

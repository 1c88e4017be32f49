"""Ask the process that has the index. Where there is none, or it is slow, the answer is None and SQL has to do."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from mash.registers.people.matching.finds import Found, Reason

PATIENCE = 0.5  # seconds for an answer; a lookup takes about a millisecond
_thread = threading.local()


def find(
    values: Mapping[str, str],
    *,
    limit: int = 20,
    without: Iterable[int] = (),
    least: tuple[float, float] = (0.0, 0.0),
) -> list[Found] | None:
    """The records most likely to be of this person, and those of its household; None where nobody answers.

    Left out is what reaches neither of the probabilities `least`, of one person and of one household.
    """
    question = {"ask": "find", "values": dict(values), "limit": limit, "without": list(without)}
    return _ask({**question, "least": list(least)} if any(least) else question)


def pairs_of(values: Mapping[str, str], *, of: int, model: str) -> list[Found] | None:
    """Every record that record number `of` is to be linked with, by this version of the model ("" for the first one).

    None where nobody answers, or not by this version.
    """
    return _ask({"ask": "pairs", "values": dict(values), "of": of, "model": model})


def explain(one: Mapping[str, str], other: Mapping[str, str]) -> Found | None:
    """How two records compare, by what they say; None where nobody answers."""
    found = _ask({"ask": "explain", "values": dict(one), "other": dict(other)})
    return found[0] if found else None


def _ask(question: dict[str, Any]) -> list[Found] | None:
    if not settings.MASH_LOOKUP:
        return None
    answer = _exchange(json.dumps(question).encode() + b"\n")
    if answer is None or "found" not in answer:
        return None
    return [
        Found(**{**one, "reasons": tuple(Reason(**each) for each in one["reasons"])})
        for one in answer["found"]
    ]


def _exchange(line: bytes) -> Any:
    """One question on this thread's connection, on a new one if that has gone."""
    for fresh in (False, True):
        try:
            if fresh or getattr(_thread, "path", None) != settings.MASH_LOOKUP:
                _connect(settings.MASH_LOOKUP)
            _thread.stream.write(line)
            _thread.stream.flush()
            answer = _thread.stream.readline()
            if answer:
                return json.loads(answer)
        except (OSError, ValueError):
            pass
        _thread.path = None
    return None


def _connect(path: str) -> None:
    if Path(path).stat().st_uid != os.geteuid():
        raise PermissionError("The socket of the lookup is somebody else's.")
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.settimeout(PATIENCE)
    link.connect(path)
    _thread.path, _thread.stream = path, link.makefile("rwb")
    link.close()  # the stream keeps it open

"""The index of persons, served for a test as `mash lookup` serves it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from mash.registers.people.finding.serve import serve


@contextmanager
def served(folder: Path) -> Iterator[Path]:
    """The socket of an index of the test's database, in `folder`; `MASH_LOOKUP` names it meanwhile."""
    path, stop = folder / "lookup.sock", threading.Event()

    def run() -> None:
        try:
            serve(path, stop=stop)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    before, settings.MASH_LOOKUP = settings.MASH_LOOKUP, str(path)
    try:
        until(path.exists, seconds=600)  # compiled the first time, on a machine that may be busy
        yield path
    finally:
        settings.MASH_LOOKUP = before
        stop.set()
        thread.join(30)


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """What `condition` gives once it gives something."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
    return found

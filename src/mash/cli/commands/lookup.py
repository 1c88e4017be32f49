"""`mash lookup`."""

import argparse
from pathlib import Path

from mash.cli.errors import UserError
from mash.cli.loading import set_up

HELP = "Keep the index of persons in memory and answer who is known. `mash demo` has its own."


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Everything is in the settings: MASH_LOOKUP names the socket."""


def run(_options: argparse.Namespace) -> int:
    import os
    import signal
    import threading

    set_up({"DJANGO_SETTINGS_MODULE": "mash.config.settings", **os.environ})
    from django.conf import settings

    from mash.registers.people.finding import kept
    from mash.registers.people.finding.serve import serve

    if not settings.MASH_LOOKUP:
        raise UserError("Set MASH_LOOKUP to the path of the socket to answer on.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    serve(Path(settings.MASH_LOOKUP), stop=stop, copy=kept.place())
    return 0

"""`mash sequencer`."""

import argparse

from mash.cli.loading import set_up

HELP = "Put the log's entries into its tree, sign the tree and ask the witnesses. `mash demo` has its own."


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Everything is in the settings: MASH_LOG_KEY, MASH_LOG_WITNESSES."""


def run(_options: argparse.Namespace) -> int:
    import os
    import signal
    import threading

    set_up({"DJANGO_SETTINGS_MODULE": "mash.config.settings", **os.environ})
    from mash.interfaces.worker.sequencer import run as work

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work(stop)
    return 0

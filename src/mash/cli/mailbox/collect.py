"""`mash mailbox collect`."""

from __future__ import annotations

import argparse

from mash.cli.database import database

HELP = (
    "Store what lies in the watched mailboxes and settle what waits, once, as the worker does every minute."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    failed = False
    with database():
        from mash.casework.mailbox.work import collect
        from mash.foundation.adapters.mailboxes import boxes
        from mash.foundation.kernel.time import now

        watched = boxes()
        for box in watched:
            done = collect(box, at=now())
            failed = failed or bool(done.failure)
            words = (
                f"not read ({done.failure})" if done.failure else f"{done.found} found, {done.stored} stored"
            )
            print(f"{box.key}: {words}, {done.settled} settled.")
    if not watched:
        print("No mailbox is watched: set MASH_MAILBOXES.")
    return int(failed)

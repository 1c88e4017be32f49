"""`mash retention due`."""

from __future__ import annotations

import argparse

from mash.cli.database import database
from mash.cli.ledger.asking import actor_named, as_argument

HELP = "List what is due, as a lead sees it: reference, class, last day of its period. No name is in it."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--review", action="store_true", help="bring the list up to date first")
    as_argument(parser)


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel import Ref
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger import append
        from mash.foundation.visibility import acting
        from mash.interfaces.worker.retention import review
        from mash.oversight.retention import events, queries

        at = now()
        if options.review:
            done = review(at=at)
            print(
                f"{done.looked} closed cases looked at: {done.added} came onto the list, {done.left} left it."
            )
        by = actor_named(options.who, at=at)
        with acting(by, at):
            rows = list(queries.due())
            about = [Ref("matter", one.reference) for one in rows]
            append(events.LISTED, by=by, at=at, about=about, payload={"shown": len(rows)})
    for one in rows:
        print(f"{one.reference}  {one.keep_until}  {one.klass}  {one.hub.key}")
    if not rows:
        print("Nothing is due.")
    return 0

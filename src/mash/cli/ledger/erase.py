"""`mash ledger erase`."""

from __future__ import annotations

import argparse

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.ledger.asking import actor_named, as_argument

HELP = "Erase what one entry says, where the law asks for it: its leaf and every proof stay. It cannot be undone."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entry", type=int, help="the entry's number")
    parser.add_argument(
        "--ground",
        required=True,
        help="court (its order), right (somebody's right to erasure), mistake (it never belonged there) or retention",
    )
    parser.add_argument(
        "--yes", action="store_true", help="erase it; without this only say what would be erased"
    )
    as_argument(parser)


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger import append, queries
        from mash.foundation.ledger.erasing import NotErasableError, erase
        from mash.foundation.ledger.events import LOG_VIEWED
        from mash.foundation.visibility import acting

        at = now()
        by = actor_named(options.who, at=at)
        try:
            with acting(by, at):
                line = None if options.yes else queries.get_entry(options.entry)
                if line is None:  # to be erased, or not there: which `erase` says
                    because = erase(options.entry, options.ground, by=by, at=at)
                else:
                    looked = {"shown": 1, "how": "erase", "entry": options.entry}
                    append(LOG_VIEWED, by=by, at=at, about=line.about, payload=looked)
        except NotErasableError as error:
            raise UserError(str(error)) from error
    if line is not None:
        print(
            f"Entry {options.entry}: {line.sentence}\nTo erase what it says, add --yes. Nothing brings it back."
        )
        return 1
    print(f"What entry {options.entry} said is erased; entry {because} says so.")
    return 0

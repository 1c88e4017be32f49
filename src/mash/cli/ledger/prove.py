"""`mash ledger prove`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.ledger.asking import actor_named, as_argument

HELP = "Write a proof of one entry that an outsider checks alone: mash-verify FILE."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entry", type=int, help="the entry's number")
    parser.add_argument("file", metavar="FILE", type=Path, help="where to write it")
    as_argument(parser)


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger import append
        from mash.foundation.ledger.events import PROVED
        from mash.foundation.ledger.proof.proving import NotProvableError, prove
        from mash.foundation.visibility import acting

        at = now()
        by = actor_named(options.who, at=at)
        try:
            with acting(by, at):
                text = prove(options.entry)
                append(PROVED, by=by, at=at, about=[], payload={"entry": options.entry})
        except NotProvableError as error:
            raise UserError(str(error)) from error
    options.file.write_text(text + "\n", encoding="utf-8")
    print(f"{options.file} proves entry {options.entry}. Check it with: mash-verify {options.file} --log KEY")
    return 0

"""`mash ledger export`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.ledger.asking import actor_named, as_argument

HELP = (
    "Write the log into a folder, for mash-verify: tiles, checkpoints and the entries that the asker may see."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="a folder that is empty or not there yet")
    as_argument(parser)


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger import append
        from mash.foundation.ledger.events import EXPORTED
        from mash.foundation.ledger.proof import witnesses
        from mash.foundation.ledger.proof.exporting import export
        from mash.foundation.visibility import acting

        at = now()
        by = actor_named(options.who, at=at)
        try:
            with acting(by, at):
                done = export(
                    options.folder, at=at, witnesses=witnesses.configured(), quorum=witnesses.quorum()
                )
                append(EXPORTED, by=by, at=at, about=[], payload={"size": done.size, "shown": done.shown})
        except FileExistsError as error:
            raise UserError(str(error)) from error
    print(
        f"{done.size} leaves: {done.shown} entries in words, {done.hidden} that {options.who} may not see, "
        f"{done.erased} erased. Check it with: mash-verify {options.folder}"
    )
    return 0

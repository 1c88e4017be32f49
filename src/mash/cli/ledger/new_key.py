"""`mash ledger new-key`."""

from __future__ import annotations

import argparse

from mash.cli.database import database
from mash.cli.errors import UserError

HELP = (
    "Sign the log with a new key from now on; old proofs hold. Tell the witnesses of the key that it prints."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--lost", action="store_true", help="the old key is lost or stolen: it signs no more, not even beside"
    )
    choice.add_argument(
        "--finish",
        action="store_true",
        help="every witness knows the new key: forget the old private one, which has signed beside it till now",
    )


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger.proof import checkpoints, keys
        from mash.foundation.ledger.proof.checkpoints import SEQUENCER
        from mash.foundation.visibility import acting

        try:
            if options.finish:
                checkpoints.finish_change()
                print("The old key is forgotten. What it signed stays verifiable.")
                return 0
            at = now()
            with acting(SEQUENCER, at):
                fresh = checkpoints.change_key(at=at, lost=options.lost)
        except (keys.KeyFileError, checkpoints.KeyLostError) as error:
            raise UserError(str(error)) from error
    print(fresh.verifier.text)
    return 0

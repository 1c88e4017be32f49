"""`mash ledger restored`."""

from __future__ import annotations

import argparse
import sys

from mash.cli.database import database
from mash.cli.errors import UserError

HELP = (
    "After a restore from a backup: say in the log what was lost, and go on as another log on what is left."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--checkpoint",
        required=True,
        type=argparse.FileType("r", encoding="utf-8"),
        metavar="FILE",
        help="the last checkpoint that a witness holds (mash-witness show; GET /checkpoint?origin=...)",
    )


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger.proof import checkpoints, keys, restoring
        from mash.foundation.ledger.proof.checkpoints import SEQUENCER
        from mash.foundation.visibility import acting

        at = now()
        try:
            with acting(SEQUENCER, at):
                fresh = restoring.go_on(options.checkpoint.read(), at=at)
        except (keys.KeyFileError, checkpoints.KeyLostError, restoring.NotBehindError) as error:
            raise UserError(str(error)) from error
    print(fresh.verifier.text)
    sys.stderr.write("What was disposed of since the backup has come back with it: mash retention reapply\n")
    return 0

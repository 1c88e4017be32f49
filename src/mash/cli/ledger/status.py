"""`mash ledger status`."""

from __future__ import annotations

import argparse

from mash.cli.database import database
from mash.cli.printing import show

HELP = "How large the log is, up to where it is signed and witnessed, and what its checks found."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as one JSON object")


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger.proof.checkpoints import SEQUENCER
        from mash.foundation.ledger.proof.standing import standing
        from mash.foundation.visibility import acting

        with acting(SEQUENCER, now()):
            found = standing()
    if options.json:
        show(found.as_json(), as_json=True)
        return 0
    print(
        f"Log {found.origin or '(has no key yet)'}: {found.size} leaves, {found.waiting} entries wait for theirs."
    )
    print(f"Signed up to {found.signed}, witnessed up to {found.witnessed} by {found.quorum} or more.")
    for witness in found.witnesses:
        print(f"  {witness.name}: up to {witness.signed}")
    for one in found.findings:
        print(f"Finding {one['number']}: {one['sentence']}. {one['advice']}")
    return 0

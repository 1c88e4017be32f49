"""`mash ledger verify`."""

from __future__ import annotations

import argparse

from mash.cli.database import database

HELP = "Verify all of the log where it is, and beside what its witnesses hold; status 1 if anything is wrong."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seen",
        action="append",
        default=[],
        type=argparse.FileType("r", encoding="utf-8"),
        metavar="NOTE",
        help="a checkpoint that somebody kept; may come again. The witnesses are asked anyhow",
    )


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger.proof import verifying
        from mash.foundation.ledger.proof.checkpoints import SEQUENCER
        from mash.foundation.visibility import acting
        from mash_tlog.verify.words import in_words

        with acting(SEQUENCER, now()):
            seen = verifying.held_by_witnesses()
        seen += [(one.name, one.read()) for one in options.seen]
        at = now()
        with acting(SEQUENCER, at):
            found = verifying.verify(at=at, seen=seen)
            verifying.note(found, by=SEQUENCER, at=at)
    for one in found.faults:
        print(f"WRONG. {one.sentence}")
    if found.verdict:
        print(in_words(found.verdict), end="")
    return 0 if found.right else 1

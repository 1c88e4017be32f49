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
        from mash.interfaces.worker.log_checks import verify_log
        from mash_tlog.verify.words import in_words

        found = verify_log(at=now(), seen=[(one.name, one.read()) for one in options.seen])
    for one in found.faults:
        print(f"WRONG. {one.sentence}")
    if found.verdict:
        print(in_words(found.verdict), end="")
    return 0 if found.right else 1

"""`mash retention certificate`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.ledger.asking import actor_named, as_argument

HELP = "Write the certificate of a disposal as a PDF."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ref", metavar="REFERENCE", help="the disposal's own reference")
    parser.add_argument("file", metavar="FILE", type=Path, help="where to write it")
    as_argument(parser)


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.visibility import acting
        from mash.oversight.retention import queries
        from mash.oversight.retention.certificate import certificate

        at = now()
        by = actor_named(options.who, at=at)
        with acting(by, at):
            disposal = queries.get_disposal(options.ref)
            made = certificate(disposal, by=by, at=at) if disposal else None
    if made is None:
        raise UserError(f"{options.who} sees no certificate {options.ref}.")
    options.file.write_bytes(made)
    print(f"Written: {options.file}")
    return 0

"""`mash agreements draft`."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.ledger.asking import actor_named, as_argument

HELP = "Draft an agreement, or its next version, from a TOML document; every fault in it is told at once."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, help="the document; src/mash/registers/agreements/data shows the form"
    )
    as_argument(parser)


def run(options: argparse.Namespace) -> int:
    try:
        document = tomllib.loads(options.file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"{options.file} cannot be read: {error}") from error
    with database():
        from mash.foundation.kernel import Refused
        from mash.foundation.kernel.time import now
        from mash.foundation.visibility import acting
        from mash.registers.agreements.actions import load
        from mash.registers.agreements.errors import DocumentError

        at = now()
        by = actor_named(options.who, at=at)
        try:
            with acting(by, at):
                made = load(document, by=by, at=at)
                if isinstance(made, Refused):
                    raise UserError(made.sentence)
                print(f"{made.agreement.title}, version {made.number}: {made.get_state_display().lower()}.")
        except DocumentError as error:
            raise UserError("\n".join(error.problems)) from error
    return 0

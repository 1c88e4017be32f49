"""`mash intake import`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.intake.sources import mapping_in, print_reconciliation, source_of

HELP = "Take in a force's file of notifications: CSV (also .gz), XML or Excel (.xlsx). Again, it goes on or changes nothing."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file")
    parser.add_argument("--source", required=True, metavar="KEY", help="the source by which it comes in")
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="M.json",
        help="which column is which field; the source's own without it, else guessed from the headings",
    )
    parser.add_argument(
        "--declared", type=int, metavar="N", help="how many notifications the force says that it sent"
    )
    parser.add_argument("--json", action="store_true", help="print the reconciliation as JSON")


def run(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise UserError(f"There is no file {options.file}.")
    with database():
        return _import(options)


def _import(options: argparse.Namespace) -> int:
    from mash.casework.notifications import work
    from mash.casework.notifications.errors import WrongColumnsError
    from mash.casework.notifications.permissions import CONSOLE
    from mash.foundation.kernel import Refused
    from mash.foundation.kernel.time import now
    from mash.registers.people.feeds.errors import UnreadableFileError

    at = now()
    source = source_of(options.source, at)
    try:
        batch = work.import_file(
            options.file,
            by=CONSOLE,
            at=at,
            source=source,
            mapping=mapping_in(options.mapping),
            declared=options.declared,
            progress=_bar if sys.stderr.isatty() else work.silent,
        )
    except (UnreadableFileError, WrongColumnsError) as error:
        raise UserError(error.sentence) from error
    if isinstance(batch, Refused):
        raise UserError(batch.sentence)
    return print_reconciliation(
        [batch], at=at, as_json=options.json, batch=batch.public_id, source=source.key, file=batch.file_name
    )


def _bar(step: str, done: int, about: int) -> None:
    words = {"store": "Storing", "take": "Taking in"}[step]
    sys.stderr.write(f"\r{words:<10} {done:,} of {about:,} rows")
    if done >= about:
        sys.stderr.write("\n")
    sys.stderr.flush()

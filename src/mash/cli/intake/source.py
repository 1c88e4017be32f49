"""`mash intake source`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.intake.sources import mapping_in, source_of

HELP = "Record that a force sends its notifications to a desk, or make the secret with which it signs."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", help="the source's key, such as county-ppn")
    parser.add_argument("--agency", metavar="KEY", help="the force; without it the source is there already")
    parser.add_argument("--desk", metavar="KEY", help="the desk that receives them")
    parser.add_argument("--title", default="", help="its name in lists; the force's without it")
    parser.add_argument(
        "--mapping", type=Path, metavar="M.json", help="which column of its files is which field"
    )
    parser.add_argument(
        "--new-secret", action="store_true", help="make a secret and show it this once; the one before ends"
    )


def run(options: argparse.Namespace) -> int:
    with database():
        return _record(options)


def _record(options: argparse.Namespace) -> int:
    from mash.casework.notifications import actions
    from mash.casework.notifications.columns import Columns
    from mash.casework.notifications.errors import WrongColumnsError
    from mash.casework.notifications.permissions import CONSOLE
    from mash.foundation.kernel import Refused
    from mash.foundation.kernel.time import now
    from mash.foundation.visibility import acting
    from mash.registers.agencies.models import Agency, Desk

    at = now()
    if options.agency:
        said = mapping_in(options.mapping)
        try:
            mapping = Columns.of_json(said).as_json() if said else {}
        except WrongColumnsError as error:
            raise UserError(error.sentence) from error
        with acting(CONSOLE, at):
            agency = Agency.objects.filter(key=options.agency).first()
            desk = Desk.objects.select_related("hub").filter(key=options.desk).first()
            if agency is None or desk is None:
                missing = f"desk {options.desk}" if agency else f"agency {options.agency}"
                raise UserError(f"There is no {missing}.")
            made = actions.record_source(
                by=CONSOLE,
                at=at,
                key=options.key,
                title=options.title,
                agency=agency,
                desk=desk,
                mapping=mapping,
            )
        if isinstance(made, Refused):
            raise UserError(made.sentence)
        print(f"{made.key}: {made.title}, to {desk.name}")
    if options.new_secret:
        source = source_of(options.key, at)
        with acting(CONSOLE, at):
            secret = actions.make_secret(by=CONSOLE, at=at, source=source)
        if isinstance(secret, Refused):
            raise UserError(secret.sentence)
        print(secret)
    return 0

"""`mash standards draft`."""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError

HELP = "Draft a common practice standard from a TOML document; every fault in it is told at once."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, help="the document; src/mash/registers/standards/data shows the form"
    )


def run(options: argparse.Namespace) -> int:
    try:
        document = tomllib.loads(options.file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"{options.file} cannot be read: {error}") from error
    with database():
        from mash.foundation.kernel import Actor
        from mash.foundation.kernel.time import now
        from mash.foundation.visibility import acting
        from mash.registers.standards.actions import load_standard
        from mash.registers.standards.errors import DocumentError
        from mash.registers.standards.queries import get_version

        at, by = now(), Actor.service("setup")
        if document.get("hub"):
            raise UserError(
                "hub is a field of a hub's own standard, which its manager drafts on the pages: leave it out."
            )
        try:
            with acting(by, at):
                if get_version(str(document.get("key", "")), str(document.get("version", ""))) is not None:
                    raise UserError("There is this version already: give the document another.")
                made = load_standard({**document, "state": "draft"}, by=by, at=at, whole=True)
                print(f"{made.title}, version {made.version}: draft.")
        except DocumentError as error:
            raise UserError(str(error).replace("; ", "\n")) from error
    return 0

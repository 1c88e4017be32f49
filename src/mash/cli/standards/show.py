"""`mash standards show`."""

from __future__ import annotations

import argparse

from mash.cli.database import database
from mash.cli.errors import UserError

HELP = "Print a version of a practice standard in words: the one named, else the newest of its key."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", help="the standard's key, such as county-children")
    parser.add_argument("--version", default="", help="which version; the newest if left out")


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel import Actor
        from mash.foundation.kernel.time import now
        from mash.foundation.visibility import acting
        from mash.registers.standards import words
        from mash.registers.standards.compare import PARTS, lines_of
        from mash.registers.standards.queries import as_rules, get_version, newest

        at = now()
        with acting(Actor.service("setup"), at):
            version = options.version or newest(options.key)
            found = get_version(options.key, version) if version else None
            if found is None:
                raise UserError(f"There is no standard {options.key} {options.version}".rstrip() + ".")
            print(f"{found.title}, version {found.version}: {found.get_state_display().lower()}")
            standard = as_rules(found)
            for part in PARTS:
                print(f"\n{words.PARTS[part]}")
                for key, line in lines_of(standard, part).items():
                    print(f"  {words.name(part, key, line, at=at)}: {words.said(line, at=at)}")
    return 0

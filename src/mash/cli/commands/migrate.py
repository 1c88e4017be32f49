"""`mash migrate`."""

import argparse

from mash.cli import instance
from mash.cli.environment import for_instance
from mash.cli.loading import set_up
from mash.cli.state import default_folder

HELP = "Bring the database up to date, as mash_owner: migrations, every policy and grant, and shipped registers that are missing."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing unless it fails")


def run(options: argparse.Namespace) -> int:
    with instance.databases(default_folder()) as databases:
        set_up(for_instance(default_folder(), databases, side="owner"))
        from mash.cli.migration import install, migrate

        migrate(verbosity=0 if options.quiet else 1)
        install()
    return 0

"""`mash manage`."""

import argparse

from mash.cli import instance
from mash.cli.environment import Side, for_instance
from mash.cli.loading import set_up
from mash.cli.state import default_folder

HELP = "Run one of Django's own commands, such as `mash manage shell`."
PASSES_ON = True

AS_OWNER = {"createcachetable", "makemigrations", "migrate", "showmigrations", "sqlmigrate"}
"""The commands that change or compare tables; every other one runs as mash_app."""


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    words: list[str] = options.rest or ["help"]
    with instance.databases(default_folder()) as databases:
        side: Side = "owner" if words[0] in AS_OWNER and databases.owner else "app"
        set_up(for_instance(default_folder(), databases, side=side))
        execute_from_command_line(["mash manage", *words])
    return 0

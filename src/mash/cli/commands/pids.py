"""`mash pids`."""

import argparse

from mash.cli import instance
from mash.cli.printing import show
from mash.cli.state import default_folder

HELP = "Name the processes of the running instance; the supervisor starts again one that dies."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as one JSON object: name to process id")


def run(options: argparse.Namespace) -> int:
    show(instance.attached(default_folder()).pids, as_json=options.json)
    return 0

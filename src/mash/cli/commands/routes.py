"""`mash routes`."""

import argparse

from mash.cli import instance
from mash.cli.loading import set_up
from mash.cli.printing import show
from mash.cli.state import default_folder

HELP = "List every URL pattern with its methods, who may use it, and an example path for each persona."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as a JSON list, one object a pattern")


def run(options: argparse.Namespace) -> int:
    set_up(instance.environment(default_folder()))
    from mash.interfaces.web.routes import listing

    show(listing(), as_json=options.json)
    return 0

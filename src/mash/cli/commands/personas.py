"""`mash personas`."""

import argparse

from mash.cli import instance
from mash.cli.loading import refuse_unless_demo, set_up
from mash.cli.printing import show
from mash.cli.state import default_folder

HELP = "Show the demo's sign-ins, by role, hub and agency (demo only)."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as a JSON list, one object a persona")


def run(options: argparse.Namespace) -> int:
    set_up(instance.environment(default_folder()))
    refuse_unless_demo()
    from mash.demo.personas import listing

    show(listing(), as_json=options.json)
    return 0

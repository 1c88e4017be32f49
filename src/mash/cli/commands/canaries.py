"""`mash canaries`."""

import argparse

from mash.cli import instance
from mash.cli.loading import refuse_unless_demo, set_up
from mash.cli.printing import show
from mash.cli.state import default_folder

HELP = "Show the marked secrets that `demo --canaries` planted, and which personas may see each (demo only)."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as a JSON list, one object a token")


def run(options: argparse.Namespace) -> int:
    set_up(instance.environment(default_folder()))
    refuse_unless_demo()
    from mash.demo.canaries import listing

    rows = listing()
    if not options.json:
        rows = [row | {"personas": " ".join(row["personas"])} for row in rows]
    show(rows, as_json=options.json)
    return 0

"""`mash outbox`."""

import argparse

from mash.cli import instance
from mash.cli.loading import refuse_unless_demo, set_up
from mash.cli.printing import show
from mash.cli.state import default_folder

HELP = "Show the messages that the demo sent, with their one-time codes (demo only)."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as a JSON list, one object a message")


def run(options: argparse.Namespace) -> int:
    set_up(instance.environment(default_folder()))
    refuse_unless_demo()
    from mash.demo.messages import listing

    show(listing(), as_json=options.json)
    return 0

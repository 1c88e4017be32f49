"""`mash outbox`."""

import argparse
from datetime import datetime

from mash.cli import instance
from mash.cli.loading import refuse_unless_demo, set_up
from mash.cli.printing import show, table
from mash.cli.state import default_folder
from mash.foundation.kernel.time import LONDON

HELP = "Show the messages that the demo sent, with their one-time codes (demo only)."


COLUMNS = {
    "at": "WHEN",
    "channel": "BY",
    "to": "TO",
    "template": "MESSAGE",
    "reference": "REFERENCE",
    "code": "CODE",
    "link": "LINK",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as a JSON list, one object a message")


def run(options: argparse.Namespace) -> int:
    set_up(instance.environment(default_folder()))
    refuse_unless_demo()
    from mash.demo.messages import listing

    found = listing()
    if options.json:
        show(found, as_json=True)
    elif found:
        table([{**one, "at": _when(one.get("at", ""))} for one in found], COLUMNS)
    else:
        print("No message was sent yet.")
    return 0


def _when(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S") if at else ""

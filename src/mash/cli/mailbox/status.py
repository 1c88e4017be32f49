"""`mash mailbox status`."""

from __future__ import annotations

import argparse

from mash.cli.database import database
from mash.cli.printing import show, table

HELP = "Account for every message of each mailbox; status 1 where the figures do not add up or a mailbox is not read."
COLUMNS = {
    "box": "MAILBOX",
    "received": "RECEIVED",
    "waiting": "WAITING",
    "contact": "CONTACT",
    "joined": "JOINED",
    "aside": "ASIDE",
    "rejected": "NOT FOR US",
    "adds_up": "ADDS UP",
    "read_at": "LAST READ",
    "failure": "SINCE THEN",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", action="store_true", help="as a JSON list, with the reasons, one object a mailbox"
    )


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.casework.mailbox.queries import status
        from mash.casework.mailbox.work import MAILBOX
        from mash.foundation.kernel.time import now
        from mash.foundation.visibility import acting

        with acting(MAILBOX, now()):
            found = status()
    if options.json:
        show(found, as_json=True)
    elif found:
        table([{**one, "adds_up": "yes" if one["adds_up"] else "NO"} for one in found], COLUMNS)
    else:
        print("No mailbox was read yet.")
    return int(any(not one["adds_up"] or one["failure"] for one in found))

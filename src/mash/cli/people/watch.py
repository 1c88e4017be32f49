"""`mash people watch`."""

from __future__ import annotations

import argparse

from mash.cli.database import database
from mash.cli.printing import show

HELP = "Hold the model in force against the hub's records as they are, and keep what was found; the worker does so weekly."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(options: argparse.Namespace) -> int:
    with database():
        found = _look()
    show(found, as_json=options.json)
    return 0


def _look() -> dict[str, object]:
    from mash.cli.errors import UserError
    from mash.foundation.kernel.time import now
    from mash.foundation.visibility import acting
    from mash.registers.people.finding.engine import MATCHING
    from mash.registers.people.watch.looking import take_look
    from mash.registers.people.watch.queries import findings_of

    at = now()
    with acting(MATCHING, at):
        look = take_look(by=MATCHING, at=at)
        if look is None:
            raise UserError(
                "No model of this engine is in force. Train one, and let somebody else approve it."
            )
        return {
            "look": look.public_id,
            "records": look.counted["all"]["records"],
            "new": look.counted["new"]["records"],
            "asks": look.asks,
            "findings": [one.as_json() for one in findings_of(look)],
        }

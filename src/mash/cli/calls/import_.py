"""`mash calls import`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError

HELP = "Take in a file of a switch's calls: call id, queue, offered, answered, ended. The same file twice changes nothing."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="comma-separated, UTF-8, with the heads in its first line"
    )
    parser.add_argument(
        "--source", metavar="NAME", required=True, help="which switch: its call ids are its own"
    )
    parser.add_argument(
        "--queue",
        metavar="QUEUE=DESK",
        action="append",
        default=[],
        help="whose a queue is, by the desk's key; a queue named as a desk's key is that desk's",
    )


def run(options: argparse.Namespace) -> int:
    queues = dict(one.partition("=")[::2] for one in options.queue)
    with database():
        from mash.casework.calls import actions
        from mash.foundation.adapters.telephony import read
        from mash.foundation.kernel import Actor
        from mash.foundation.kernel.time import now
        from mash.foundation.visibility import acting
        from mash.registers.agencies.models import Desk

        try:
            with options.file.open(encoding="utf-8-sig", newline="") as lines:
                records = read(lines)
        except (OSError, ValueError) as error:
            raise UserError(f"{options.file} is not read: {error}") from None
        at, by = now(), Actor.service("calls")
        with acting(by, at):
            desks = {one.key: one for one in Desk.objects.select_related("hub")}
            unknown = sorted(key for key in queues.values() if key not in desks)
            if unknown:
                raise UserError(f"There is no desk {', '.join(unknown)}.")
            desks |= {queue: desks[key] for queue, key in queues.items()}
            done = actions.take_in(
                by=by, at=at, source=options.source[:80], records=records.found, desks=desks
            )
    print(f"{done['new']} new, {done['changed']} changed, {done['same']} as they were.")
    if done["left"]:
        print(f"{done['left']} left out: their queue is no desk's. Say whose it is with --queue.")
    for line, why in records.problems:
        print(f"Line {line}: {why}")
    return int(bool(records.problems))

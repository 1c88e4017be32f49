"""`mash retention reapply`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mash.cli import instance
from mash.cli.environment import for_instance
from mash.cli.errors import UserError
from mash.cli.loading import set_up
from mash.cli.state import default_folder

HELP = (
    "After a restore from a backup, as mash_owner: dispose again of every case that was disposed of since. "
    "What is gone already stays as it is."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--register", type=Path, metavar="FILE", help="the copy of disposals.log that was kept elsewhere"
    )


def run(options: argparse.Namespace) -> int:
    with instance.databases(default_folder()) as databases:
        set_up(for_instance(default_folder(), databases, side="owner"))
        return reapply(options.register)


def reapply(register_file: Path | None) -> int:
    from mash.foundation.kernel.time import now
    from mash.foundation.visibility import acting
    from mash.interfaces.worker.retention import RETENTION
    from mash.interfaces.worker.sequencer import sequence_all
    from mash.oversight.retention import register
    from mash.oversight.retention.actions import dispose_again

    try:
        lines = register.lines(register_file)
    except (OSError, register.RegisterError) as error:
        raise UserError(str(error)) from error
    sequence_all()
    done = 0
    for line in lines:
        at = now()
        with acting(RETENTION, at):
            rows = dispose_again(by=RETENTION, at=at, line=line)
        if rows is not None:
            done += 1
            print(f"{line['reference']}: disposed of again, {rows} rows (certificate {line['ref']}).")
    print(f"The register tells of {len(lines)} disposals: {done} had come back and are gone again.")
    return 0

"""`mash ledger reconcile`."""

from __future__ import annotations

import argparse

from mash.cli.database import database

HELP = "Hold the log against what the database changed, what was shown and what was sent; status 1 if they differ."


def arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    with database():
        from mash.foundation.kernel.time import now
        from mash.foundation.ledger import findings
        from mash.interfaces.worker.log_checks import reconcile_log

        found = [
            f"Finding {one.pk}, since {one.since:%Y-%m-%d %H:%M}: {findings.sentence(one)}. "
            f"{findings.KINDS[one.kind].advice}"
            for one in reconcile_log(at=now())
        ]
    print("\n".join(found) if found else "Everything that happened is in the log.")
    return 1 if found else 0

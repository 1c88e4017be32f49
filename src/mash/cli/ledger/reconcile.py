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
        from mash.foundation.ledger.proof.checkpoints import SEQUENCER
        from mash.foundation.ledger.reconciling import reconcile
        from mash.foundation.visibility import acting
        from mash.interfaces.web.access_log import folder

        at = now()
        with acting(SEQUENCER, at):
            found = [
                f"Finding {one.pk}, since {one.since:%Y-%m-%d %H:%M}: {findings.sentence(one)}. "
                f"{findings.KINDS[one.kind].advice}"
                for one in reconcile(folder=folder(), by=SEQUENCER, at=at)
            ]
    print("\n".join(found) if found else "Everything that happened is in the log.")
    return 1 if found else 0

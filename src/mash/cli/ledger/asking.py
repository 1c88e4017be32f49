"""Who asks: `--as`, the seat whose view of the log a command takes."""

from __future__ import annotations

import argparse
from datetime import datetime

from mash.cli.errors import UserError
from mash.foundation.kernel import Actor


def as_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as",
        dest="who",
        required=True,
        metavar="PERSON",
        help="whose view: an e-mail address, or one of the demo's personas",
    )


def actor_named(who: str, *, at: datetime) -> Actor:
    """The person's actor, in the seat that may read the log. Raises UserError where they have none."""
    from mash.foundation.visibility import acting
    from mash.registers.accounts.models import User
    from mash.registers.accounts.queries import actor_of, seats_of
    from mash.registers.accounts.roles import ROLES

    with acting(Actor.service("setup"), at):
        user = User.objects.filter(email__in=[who, f"{who}@demo.example.org"], is_active=True).first()
        for seat in seats_of(user, at=at) if user else ():
            if "ledger:entry:view" in ROLES[seat.role].permissions:
                return actor_of(seat)
    raise UserError(f"Nobody called {who} may read the log.")

"""`mash intake reconcile`."""

from __future__ import annotations

import argparse
from datetime import date

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.intake.sources import print_reconciliation, source_of

HELP = "What a force sent on a day against what became of it."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source", required=True, metavar="KEY", help="the source")
    parser.add_argument("--day", metavar="YYYY-MM-DD", help="the day in England; today without it")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(options: argparse.Namespace) -> int:
    with database():
        return _reconcile(options)


def _reconcile(options: argparse.Namespace) -> int:
    from mash.casework.notifications import queries
    from mash.casework.notifications.days import LONDON
    from mash.casework.notifications.permissions import CONSOLE
    from mash.foundation.kernel.time import now
    from mash.foundation.visibility import acting, as_service

    at = now()
    source = source_of(options.source, at)
    try:
        day = date.fromisoformat(options.day) if options.day else at.astimezone(LONDON).date()
    except ValueError:
        raise UserError(f"{options.day} is not a day such as 2026-03-14.") from None
    with acting(CONSOLE, at), as_service("notifications"):
        batches = list(queries.of_a_day(source, day))
        total = queries.reconcile_day(source, day)
    return print_reconciliation(
        batches, at=at, as_json=options.json, total=total, source=source.key, day=day.isoformat()
    )

"""`mash mailbox domain`."""

from __future__ import annotations

import argparse

from mash.cli.database import database
from mash.cli.errors import UserError

HELP = "Say that verified mail from a domain is an agency's."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("domain", metavar="DOMAIN", help="such as school.example.org")
    parser.add_argument("agency", metavar="AGENCY", help="the agency's key")


def run(options: argparse.Namespace) -> int:
    with database():
        from mash.casework.mailbox.actions import set_domain
        from mash.foundation.kernel import Actor
        from mash.foundation.kernel.time import now
        from mash.foundation.visibility import acting
        from mash.registers.agencies.models import Agency

        by, at = Actor.service("setup"), now()
        with acting(by, at):
            agency = Agency.objects.filter(key=options.agency).first()
            if agency is None:
                raise UserError(f"There is no agency with the key {options.agency}.")
            made = set_domain(by=by, at=at, domain=options.domain, agency=agency)
            print(f"Mail from {made.domain} is from {agency.name}.")
    return 0

"""`mash ledger`: what is done with the log, one subcommand a module in `mash.cli.ledger`."""

import argparse

from mash.cli.ledger import every_subcommand

HELP = "Verify the log, export it, prove an entry, change its key."


def arguments(parser: argparse.ArgumentParser) -> None:
    choices = parser.add_subparsers(dest="ledger_command", metavar="COMMAND", required=True)
    for name, command in every_subcommand().items():
        room = choices.add_parser(name, help=command.HELP, description=command.HELP, allow_abbrev=False)
        command.arguments(room)
        room.set_defaults(chosen_of_ledger=command)


def run(options: argparse.Namespace) -> int:
    return int(options.chosen_of_ledger.run(options))

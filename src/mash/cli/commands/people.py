"""`mash people`: what is done with the index of persons, one subcommand a module in `mash.cli.people`."""

import argparse

from mash.cli.people import every_subcommand

HELP = "Fill, train, ask and judge the index of persons."


def arguments(parser: argparse.ArgumentParser) -> None:
    choices = parser.add_subparsers(dest="people_command", metavar="COMMAND", required=True)
    for name, command in every_subcommand().items():
        room = choices.add_parser(name, help=command.HELP, description=command.HELP, allow_abbrev=False)
        command.arguments(room)
        room.set_defaults(chosen_of_people=command)


def run(options: argparse.Namespace) -> int:
    return int(options.chosen_of_people.run(options))

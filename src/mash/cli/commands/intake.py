"""`mash intake`: what is done with notifications in bulk, one subcommand a module in `mash.cli.intake`."""

import argparse

from mash.cli import intake, nest, run_nested

HELP = "Take in a force's notifications, and reconcile them with the force."


def arguments(parser: argparse.ArgumentParser) -> None:
    nest(parser, intake)


run = run_nested

"""`mash ledger`: what is done with the log, one subcommand a module in `mash.cli.ledger`."""

import argparse

from mash.cli import ledger, nest, run_nested

HELP = "Verify the log, export it, prove an entry, change its key."


def arguments(parser: argparse.ArgumentParser) -> None:
    nest(parser, ledger)


run = run_nested

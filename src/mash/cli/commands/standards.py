"""`mash standards`: what is done with practice standards, one subcommand a module in `mash.cli.standards`."""

import argparse

from mash.cli import nest, run_nested, standards

HELP = "Show a practice standard in words, or draft a common one from a document."


def arguments(parser: argparse.ArgumentParser) -> None:
    nest(parser, standards)


run = run_nested

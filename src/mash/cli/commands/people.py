"""`mash people`: what is done with the index of persons, one subcommand a module in `mash.cli.people`."""

import argparse

from mash.cli import nest, people, run_nested

HELP = "Fill, train, ask and judge the index of persons."


def arguments(parser: argparse.ArgumentParser) -> None:
    nest(parser, people)


run = run_nested

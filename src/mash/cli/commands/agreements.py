"""`mash agreements`: what is done with agreements on sharing, one subcommand a module in `mash.cli.agreements`."""

import argparse

from mash.cli import agreements, nest, run_nested

HELP = "Ask the agreements on sharing, write one out, or draft one from a document."


def arguments(parser: argparse.ArgumentParser) -> None:
    nest(parser, agreements)


run = run_nested

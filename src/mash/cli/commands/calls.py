"""`mash calls`: what telephone switches know of calls, one subcommand a module in `mash.cli.calls`."""

import argparse

from mash.cli import calls, nest, run_nested

HELP = "Take in the call records of a telephone switch."


def arguments(parser: argparse.ArgumentParser) -> None:
    nest(parser, calls)


run = run_nested

"""`mash retention`: what is due, certificates, and disposing again after a restore; one subcommand a module."""

import argparse

from mash.cli import nest, retention, run_nested

HELP = "See what is due to be disposed of, take a certificate, dispose again after a restore."


def arguments(parser: argparse.ArgumentParser) -> None:
    nest(parser, retention)


run = run_nested

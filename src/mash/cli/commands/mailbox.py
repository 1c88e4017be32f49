"""`mash mailbox`: the watched mailboxes, one subcommand a module in `mash.cli.mailbox`."""

import argparse

from mash.cli import mailbox, nest, run_nested

HELP = "Collect the watched mailboxes, and account for every message."


def arguments(parser: argparse.ArgumentParser) -> None:
    nest(parser, mailbox)


run = run_nested

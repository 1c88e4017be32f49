"""`mash docs`."""

import argparse

HELP = "Write the generated pages of docs/reference anew."


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser


def run(options: argparse.Namespace) -> int:
    del options
    from mash.cli import reference

    for page in reference.write():
        print(page)
    return 0

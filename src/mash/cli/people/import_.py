"""`mash people import`."""

import argparse
from pathlib import Path

from mash.cli.errors import UserError

HELP = "Take in an agency's file of people: CSV (also .gz), Excel (.xlsx) or Parquet."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file")
    parser.add_argument("--agency", required=True, metavar="KEY", help="the agency that supplies it")
    parser.add_argument("--mapping", type=Path, metavar="M.json", help="which column is which field")


def run(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise UserError(f"There is no file {options.file}.")
    return 0

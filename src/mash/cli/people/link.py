"""`mash people link`."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.people import files
from mash.cli.printing import show

HELP = "Link all records into persons: the hub's own by the model in force, or a file's."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, nargs="?", help="CSV (also .gz) or Parquet; without it the hub's records"
    )
    parser.add_argument(
        "--model", type=Path, metavar="MODEL.json", help="for a file: a trained model; else one is trained"
    )
    parser.add_argument(
        "--out", type=Path, metavar="CSV", help="for a file: write which person each record is of"
    )
    files.mapping_argument(parser)
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(options: argparse.Namespace) -> int:
    if options.file:
        found = _file(options)
    else:
        with database():
            found = _database()
    show(found, as_json=options.json)
    return 0


def _file(options: argparse.Namespace) -> dict[str, object]:
    from mash.foundation.kernel.time import now
    from mash.registers.people.matching import batch
    from mash.registers.people.matching.table import Vocabularies, encode
    from mash.registers.people.matching.training import EXHAUSTIVE, train

    with files.readable():
        people = files.people(options.file, options)
    words = Vocabularies()
    rows = encode(people.compared, words)
    model = (
        files.model(options.model) if options.model else train(rows, words, at=now(), version="of the file")
    )
    model.dress(rows, words)
    links = batch.link(rows, words, model, least=model.review, exhaustive=len(rows) <= EXHAUSTIVE)
    group = batch.group(rows, words, model, links).group
    if options.out:
        numbers = people.columns.get("id") or range(len(people))
        with options.out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["record", "person"])
            writer.writerows((numbers[place], numbers[int(first)]) for place, first in enumerate(group))
    return {"records": len(people), "persons": len(set(group.tolist())), "compared": links.compared}


def _database() -> dict[str, object]:
    from mash.foundation.kernel.time import now
    from mash.registers.people.finding.linking import NoModelError, link_records

    try:
        outcome = link_records(at=now())
    except NoModelError as error:
        raise UserError(str(error)) from error
    return {
        "founded": len(outcome.founded),
        "joined": len(outcome.joined),
        "parted": len(outcome.parted),
        "moved": outcome.moved,
    }

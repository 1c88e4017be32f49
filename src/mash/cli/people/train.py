"""`mash people train`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.people import files
from mash.cli.printing import show

if TYPE_CHECKING:
    from mash.registers.people.matching.model import Model

HELP = "Learn a model from the hub's own records, or from a file, without labels."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, nargs="?", help="CSV (also .gz) or Parquet; without it the hub's own records"
    )
    parser.add_argument("--out", type=Path, metavar="MODEL.json", help="write the model to this file")
    parser.add_argument("--version", help="what to call it; else the date and time")
    files.mapping_argument(parser)
    parser.add_argument("--json", action="store_true", help="print what was learnt as JSON")


def run(options: argparse.Namespace) -> int:
    if options.file:
        if not options.out:
            raise UserError("Say with --out where to write the model.")
        found = _from_file(options)
    else:
        with database():
            found = _from_database(options.version)
    if options.out:
        options.out.write_text(found.to_json(), encoding="utf-8")
    show(_learnt(found), as_json=options.json)
    return 0


def _from_file(options: argparse.Namespace) -> Model:
    from mash.foundation.kernel.time import now
    from mash.registers.people.matching.table import Vocabularies, encode
    from mash.registers.people.matching.training import train

    at = now()
    with files.readable():
        people = files.people(options.file, options)
    words = Vocabularies()
    return train(
        encode(people.compared, words), words, at=at, version=options.version or f"{at:%Y-%m-%d %H:%M}"
    )


def _from_database(version: str | None) -> Model:
    from mash.foundation.kernel.time import now
    from mash.registers.people.training import TooFewError, train_on_records

    try:
        return train_on_records(at=now(), version=version)
    except TooFewError as error:
        raise UserError(str(error)) from error


def _learnt(model: Model) -> dict[str, object]:
    expected = model.expected
    return {
        "version": model.version,
        "records": model.records,
        "same_person_pairs": round(expected["same"]),
        "household_pairs": round(expected["household"]),
        "automatic": model.automatic,
        "review": model.review,
        "same": model.chances["same"],
    }

"""`mash people lookup`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.people import files
from mash.cli.printing import show

HELP = "Look one person up: ranked candidates, each with why."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", required=True, dest="asked", metavar="'{...}'",
        help='what is known, such as \'{"given_name": "Ann", "family_name": "Lee", "date_of_birth": "2015-02-01"}\'',
    )  # fmt: skip
    parser.add_argument("--limit", type=int, default=10, help="candidates at most (default: 10)")
    parser.add_argument(
        "--file", type=Path, help="look it up in this file; without it among the hub's records"
    )
    parser.add_argument(
        "--model", type=Path, metavar="MODEL.json", help="for a file: a trained model; else one is trained"
    )
    files.mapping_argument(parser)


def run(options: argparse.Namespace) -> int:
    values = _values(options.asked)
    if options.file:
        found = _in_file(options, values)
    else:
        with database():
            found = _in_database(values, options.limit)
    show(found, as_json=True)
    return 0


def _values(asked: str) -> dict[str, str]:
    """Fields by their own names or by any heading that is understood; `born` and `address` also as objects."""
    from mash.registers.people.matching.columns import guess
    from mash.registers.people.matching.table import FIELDS
    from mash.registers.people.matching.words import values_of

    try:
        read = json.loads(asked)
    except ValueError as error:
        raise UserError("What is asked is no JSON.") from error
    if not isinstance(read, dict):
        raise UserError("What is asked is no JSON object.")
    nested = {name: read.pop(name) for name in ("born", "address") if isinstance(read.get(name), dict)}
    understood = guess(list(read))
    values = {
        field: str(read[name])
        for name, field in understood.items()
        if field in FIELDS and read[name] is not None
    }
    values |= values_of(nested)
    if not values:
        raise UserError(
            "Nothing that was asked is understood. Name fields such as given_name or date_of_birth."
        )
    return values


def _in_file(options: argparse.Namespace, values: dict[str, str]) -> list[dict[str, Any]]:
    from mash.foundation.kernel.time import now
    from mash.registers.people.matching.index import Index
    from mash.registers.people.matching.table import Vocabularies, encode
    from mash.registers.people.matching.training import train

    with files.readable():
        people = files.people(options.file, options)
    if options.model:
        model = files.model(options.model)
    else:
        words = Vocabularies()
        model = train(encode(people.compared, words), words, at=now(), version="of the file")
    index = Index(model)
    index.add_many(range(len(people)), people.compared)
    numbers = people.columns.get("id")
    return [
        {"record": numbers[one.key] if numbers else one.key, **plain(one)}
        for one in index.find(values, limit=options.limit)
    ]


def plain(found: Any) -> dict[str, Any]:
    """A find as JSON: weights in bits."""
    return {
        "weight": round(found.weight / 0.6931471805599453, 3),
        "probability": found.probability,
        "household": found.household,
        "reasons": [
            {"field": each.field, "words": each.words, "bits": round(each.bits, 2)} for each in found.reasons
        ],
    }


def _in_database(values: dict[str, str], limit: int) -> list[dict[str, Any]]:
    from mash.foundation.kernel.time import now
    from mash.registers.people.finding import ask
    from mash.registers.people.finding.console import persons_of
    from mash.registers.people.finding.engine import Engine

    at = now()
    found = ask.find(values, limit=limit)
    if found is None:  # no `mash lookup` answers here: an index of this command's own
        engine = Engine()
        engine.load(at)
        found = engine.find(values, limit=limit)
    persons = persons_of([one.key for one in found], at=at)
    return [{"person": persons.get(one.key, ""), "record": one.key, **plain(one)} for one in found]

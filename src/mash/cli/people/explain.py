"""`mash people explain`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.people import files, lookup
from mash.cli.printing import show

if TYPE_CHECKING:
    from mash.registers.people.matching.model import Model

HELP = "Say why two records, or two persons, are or are not taken for one."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("a", help="a record or person by its public id; in a file, a record by its number")
    parser.add_argument("b", help="another")
    parser.add_argument("--file", type=Path, help="records of this file; without it the hub's")
    parser.add_argument(
        "--model", type=Path, metavar="MODEL.json", help="for a file: a trained model; else one is trained"
    )
    files.mapping_argument(parser)
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(options: argparse.Namespace) -> int:
    if options.file:
        model, one, other = _of_file(options)
    else:
        with database():
            model, one, other = _of_database(options.a, options.b)
    found = _explained(model, one, other)
    if options.json:
        show(found, as_json=True)
        return 0
    print(f"probability that they are one person {found['probability']:.6f}, weight {found['weight']} bits")
    print(f"probability that they are of one household {found['household']:.6f}")
    for each in found["reasons"]:
        print(f"{each['bits']:>8.2f}  {each['words']}")
    return 0


def _explained(model: Model, one: dict[str, str], other: dict[str, str]) -> dict[str, Any]:
    from mash.registers.people.matching.explain import explain

    return lookup.plain(explain(model, one, other))


def _of_file(options: argparse.Namespace) -> tuple[Model, dict[str, str], dict[str, str]]:
    from mash.foundation.kernel.time import now
    from mash.registers.people.matching.table import Vocabularies, encode
    from mash.registers.people.matching.training import train

    with files.readable():
        people = files.people(options.file, options)
    numbers = people.columns.get("id")
    places = {str(numbers[place] if numbers else place): place for place in range(len(people))}
    for asked in (options.a, options.b):
        if asked not in places:
            raise UserError(f"{options.file.name} has no record {asked}.")
    if options.model:
        model = files.model(options.model)
    else:
        words = Vocabularies()
        model = train(encode(people.compared, words), words, at=now(), version="of the file")
    one, other = (
        {field: column[places[asked]] for field, column in people.compared.items()}
        for asked in (options.a, options.b)
    )
    return model, one, other


def _of_database(a: str, b: str) -> tuple[Model, dict[str, str], dict[str, str]]:
    from mash.foundation.kernel.time import now
    from mash.registers.people.finding.console import model_that_weighs, said_by

    at = now()
    model = model_that_weighs(at=at)
    found = [said_by(public, at=at) for public in (a, b)]
    for public, values in zip((a, b), found, strict=True):
        if values is None:
            raise UserError(f"There is no record or person {public}.")
    return model, found[0] or {}, found[1] or {}

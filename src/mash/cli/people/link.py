"""`mash people link`."""

from __future__ import annotations

import argparse
import contextlib
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.people import files
from mash.cli.printing import show

if TYPE_CHECKING:
    from mash.registers.people.matching.model import Model
    from mash.registers.people.matching.reading import People
    from mash.registers.people.matching.table import Rows, Vocabularies

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
    parser.add_argument(
        "--engine",
        choices=["duckdb", "spark"],
        default="duckdb",
        help="what brings the pairs together: this process (default), or Spark for more than one machine holds",
    )
    parser.add_argument(
        "--master", metavar="URL", help="for Spark: the cluster's address; without it this machine alone"
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(options: argparse.Namespace) -> int:
    if options.master and options.engine != "spark":
        raise UserError("--master names a cluster of Spark's: add --engine spark.")
    if not options.file:
        found = _database(options)
    elif options.engine == "spark":
        found = _file_by_spark(options)
    else:
        found = _file(options)
    show(found, as_json=options.json)
    return 0


def _file(options: argparse.Namespace) -> dict[str, object]:
    from mash.registers.people.matching import batch
    from mash.registers.people.matching.training import EXHAUSTIVE

    people, rows, words, model = _read(options)
    model.dress(rows, words)
    links = batch.link(rows, words, model, least=model.review, exhaustive=len(rows) <= EXHAUSTIVE)
    group = batch.group(rows, words, model, links).group
    return _told(options, people.columns.get("id") or range(len(people)), links, group)


def _read(options: argparse.Namespace) -> tuple[People, Rows, Vocabularies, Model]:
    """The file's people, and the model that is named or that they teach."""
    from mash.foundation.kernel.time import now
    from mash.registers.people.matching.table import Vocabularies, encode
    from mash.registers.people.matching.training import train

    with files.readable():
        people = files.people(options.file, options)
    words = Vocabularies()
    rows = encode(people.compared, words)
    if options.model:
        return people, rows, words, files.model(options.model)
    return people, rows, words, train(rows, words, at=now(), version="of the file")


def _file_by_spark(options: argparse.Namespace) -> dict[str, object]:
    from mash.registers.people.matching import spark

    if not options.file.exists():
        raise UserError(f"There is no file {options.file}.")
    if options.file.is_dir() and not options.model:
        raise UserError("A folder is linked by a trained model: name it with --model.")
    with _session(options) as session, files.readable():
        model = files.model(options.model) if options.model else _read(options)[3]
        mapping = files.given_mapping(options)
        linked = spark.link_file(session, options.file, model, mapping=mapping)
    return _told(options, linked.numbers, linked.links, linked.group)


def _told(options: argparse.Namespace, numbers: Any, links: Any, group: Any) -> dict[str, object]:
    if options.out:
        with options.out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["record", "person"])
            writer.writerows((numbers[place], numbers[int(first)]) for place, first in enumerate(group))
    return {"records": len(group), "persons": len(set(group.tolist())), "compared": links.compared}


@contextlib.contextmanager
def _session(options: argparse.Namespace) -> Iterator[Any]:
    from mash.registers.people.matching import spark

    try:
        with spark.session(options.master or spark.HERE) as session:
            yield session
    except spark.NoSparkError as error:
        raise UserError(str(error)) from error


def _database(options: argparse.Namespace) -> dict[str, object]:
    from functools import partial

    from mash.foundation.kernel.time import now

    with contextlib.ExitStack() as opened:
        session = opened.enter_context(_session(options)) if options.engine == "spark" else None
        opened.enter_context(database())
        from mash.registers.people.finding.linking import NoModelError, link_records
        from mash.registers.people.matching import batch, spark

        try:
            linker = batch.link if session is None else partial(spark.link_rows, session)
            outcome = link_records(at=now(), linker=linker)
        except NoModelError as error:
            raise UserError(str(error)) from error
    return {
        "founded": len(outcome.founded),
        "joined": len(outcome.joined),
        "parted": len(outcome.parted),
        "moved": outcome.moved,
    }

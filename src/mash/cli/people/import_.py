"""`mash people import`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mash.cli.database import database
from mash.cli.errors import UserError
from mash.cli.printing import show

if TYPE_CHECKING:
    from datetime import datetime

    from mash.registers.people.feeds.mapping import ColumnMapping
    from mash.registers.people.feeds.models import Feed, Run
    from mash.registers.people.feeds.reading import Table

HELP = "Take in an agency's file of people: CSV (also .gz), Excel (.xlsx) or Parquet."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file")
    parser.add_argument("--agency", required=True, metavar="KEY", help="the agency that supplies it")
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="M.json",
        help="which column is which field; guessed from the headings without it",
    )
    parser.add_argument(
        "--feed",
        metavar="ID",
        help="the recorded feed by which it comes in; without it the file holds people with an event at the hub",
    )
    parser.add_argument(
        "--delta",
        action="store_true",
        help="the file holds changes only; without it who is missing from the file is withdrawn",
    )
    parser.add_argument("--check", action="store_true", help="check the file and take nothing in")
    parser.add_argument(
        "--confirm-deletions",
        action="store_true",
        help="yes, as many records as the file says are to be withdrawn",
    )
    parser.add_argument(
        "--give-up", action="store_true", help="give up an import that is under way, then begin anew"
    )
    parser.add_argument(
        "--report", type=Path, metavar="CSV", help="write what was odd, row by row, to this file"
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise UserError(f"There is no file {options.file}.")
    with database():
        return _import(options)


def _import(options: argparse.Namespace) -> int:
    from mash.foundation.kernel.time import now
    from mash.registers.people.feeds.errors import UnreadableFileError, WrongMappingError
    from mash.registers.people.feeds.reading import open_table

    try:
        table = open_table(options.file)
        mapping = _mapping(options.mapping, table)
        mapping.check(table.header)
        return _through(options, table, mapping, now())
    except (UnreadableFileError, WrongMappingError) as error:
        raise UserError(error.sentence) from error


def _mapping(path: Path | None, table: Table) -> ColumnMapping:
    from itertools import islice

    from mash.registers.people.feeds.mapping import ColumnMapping

    if path is None:
        return ColumnMapping.guessed(table.header, list(islice(table.rows(0), 500)))
    try:
        return ColumnMapping.of_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.") from None
    except ValueError as error:
        raise UserError(f"{path} is not JSON: {error}.") from None


def _through(options: argparse.Namespace, table: Table, mapping: ColumnMapping, at: datetime) -> int:
    from mash.foundation.kernel import Refused
    from mash.foundation.visibility import acting
    from mash.registers.people.feeds import actions, work
    from mash.registers.people.feeds.permissions import CONSOLE

    bar = _bar if sys.stderr.isatty() else work.silent
    feed = _feed(options, at)
    digest = work.sha256_of(options.file)
    if options.give_up:
        _give_up(feed, at)
    with acting(CONSOLE, at):
        found = actions.begin(
            by=CONSOLE,
            at=at,
            feed=feed,
            mode="delta" if options.delta else "snapshot",
            file_name=options.file.name,
            sha256=digest,
            header=table.header,
            about=table.about,
            mapping=mapping.as_json(),
        )
    if isinstance(found, Refused):
        raise UserError(
            f"{found.sentence} (--give-up)" if found.code == "feeds:under-way" else found.sentence
        )
    done = work.check(found.public_id, options.file, by=CONSOLE, at=at, progress=bar)
    refused: Refused | None = None
    if done.state == "compared" and not options.check:
        with acting(CONSOLE, at):
            if options.confirm_deletions:
                actions.confirm(by=CONSOLE, at=at, run=done)
            let_in = actions.go(by=CONSOLE, at=at, run=done)
        refused = let_in if isinstance(let_in, Refused) else None
    if refused is None and not options.check:
        done = work.take_in(done.public_id, by=CONSOLE, at=at, progress=bar)
    if options.report:
        _report(options.report, done, at)
    _show(options, table, mapping, done=done, at=at)
    if options.check:
        _give_up(feed, at)
    if refused is not None:
        raise UserError(f"{refused.sentence} Nothing was taken in. (--confirm-deletions, or --give-up)")
    return 0


def _feed(options: argparse.Namespace, at: datetime) -> Feed:
    from mash.foundation.kernel import Refused
    from mash.foundation.visibility import acting, as_service
    from mash.registers.agencies.models import Agency
    from mash.registers.people.feeds import actions, queries
    from mash.registers.people.feeds.permissions import CONSOLE

    with acting(CONSOLE, at):
        agency = Agency.objects.filter(key=options.agency).first()
        if agency is None:
            keys = ", ".join(Agency.objects.order_by("key").values_list("key", flat=True))
            raise UserError(f"There is no agency {options.agency}. There are: {keys or 'none yet'}.")
        if options.feed:
            with as_service("feeds"):
                feed = queries.feeds().filter(agency=agency, public_id=options.feed).first()
            if feed is None:
                raise UserError(
                    f"{agency.name} has no feed {options.feed}. The hub's information-governance lead records one, with "
                    "its impact assessment, under Lists of people."
                )
            return feed
        found = actions.hub_feed(by=CONSOLE, at=at, agency=agency)
    if isinstance(found, Refused):
        raise UserError(found.sentence)
    return found


def _give_up(feed: Feed, at: datetime) -> None:
    from mash.foundation.visibility import acting, as_service
    from mash.registers.people.feeds import actions
    from mash.registers.people.feeds.models import Run
    from mash.registers.people.feeds.permissions import CONSOLE

    with acting(CONSOLE, at):
        with as_service("feeds"):
            left = list(Run.objects.filter(feed=feed, state__in=["mapping", "reading", "compared"]))
        for one in left:
            actions.abandon(by=CONSOLE, at=at, run=one)


def _report(path: Path, done: Run, at: datetime) -> None:
    from mash.foundation.visibility import acting
    from mash.registers.people.feeds import queries, report
    from mash.registers.people.feeds.permissions import CONSOLE

    with acting(CONSOLE, at), path.open("w", encoding="utf-8-sig", newline="") as file:
        from mash.foundation.visibility import as_service

        with as_service("feeds"):
            for line in report.as_csv(queries.problems_of(done)):
                file.write(line)


def _show(
    options: argparse.Namespace, table: Table, mapping: ColumnMapping, *, done: Run, at: datetime
) -> None:
    from mash.foundation.visibility import acting, as_service
    from mash.registers.people.feeds import problems, queries
    from mash.registers.people.feeds.permissions import CONSOLE

    with acting(CONSOLE, at), as_service("feeds"):
        odd = queries.counted_problems(done)
    taken = {column: name for column, name in mapping.columns.items() if name}
    found: dict[str, object] = {
        "run": done.public_id,
        "state": done.state,
        "feed": done.feed.public_id,
        "scope": "people with an event at the hub" if done.feed.scope == "hub" else "others too, as pointers",
        "file": table.kind,
        "columns": taken,
        "not taken in": [column for column in table.header if column not in taken],
        "rows": done.rows,
        "new": done.new,
        "changed": done.changed,
        "same": done.same,
        "withdrawn": done.gone,
        "kept aside": done.aside,
        "noted": done.noted,
    }
    if options.json:
        found["problems"] = [
            {
                "code": code,
                "column": column,
                "rows": rows,
                "aside": problems.is_aside(code),
                "sentence": problems.sentence(code),
            }
            for code, column, rows in odd
        ]
        show(found, as_json=True)
        return
    show(found, as_json=False)
    for code, column, rows in odd:
        word = "kept aside" if problems.is_aside(code) else "noted"
        print(f"{rows:>8} {word}: {f'{column}: ' if column else ''}{problems.sentence(code)}")


def _bar(step: str, done: int, about: int) -> None:
    words = {"read": "Checking", "apply": "Taking in"}[step]
    share = min(done / about, 1.0) if about else 0.0
    full = round(share * 30)
    sys.stderr.write(f"\r{words:<10} [{'#' * full}{'.' * (30 - full)}] {done:,} rows")
    if about and done >= about:
        sys.stderr.write("\n")
    sys.stderr.flush()

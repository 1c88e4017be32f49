"""The demo's index of persons: a model in force, three agencies' lists, and the machine that links them.

Everything through actions, by those whose work it is, and done again it goes on where it stopped or changes nothing.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from mash.demo import personas
from mash.demo.county.lists import AGENCIES, HEADING, Agency, rows
from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting, as_service
from mash.registers.agencies.models import Agency as AgencyRow
from mash.registers.people.clusters.arrivals import approve_model, keep_model
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.feeds import actions, work
from mash.registers.people.feeds.mapping import INDEXED, KEEPS, ColumnMapping
from mash.registers.people.feeds.models import Feed, Run
from mash.registers.people.feeds.reading import open_table
from mash.registers.people.finding.engine import MATCHING
from mash.registers.people.finding.linking import link_records
from mash.registers.people.matching.start import start_model
from mash.registers.people.models import MatchModel

if TYPE_CHECKING:
    from mash.demo.county.year import Year

MANAGER: Final = "manager.county"
GOVERNANCE: Final = "governance.county"
VERSION: Final = "start"
MAPPING: Final = ColumnMapping(
    columns=dict(
        zip(
            HEADING,
            (
                "id", "given_name", "family_name", "date_of_birth", "sex", "nhs_number", "phone", "address", "town",
                "postcode",
            ),
            strict=True,
        )
    ),
    sexes={"female": "female", "male": "male"},
)  # fmt: skip


class DemoRefusedError(RuntimeError):
    """An action refused what the demo's own people should be able to do."""


def put_in_force(*, at: datetime) -> None:
    """The model that a hub begins with, kept by the machine and approved by a manager."""
    with acting(MATCHING, at):
        if model_in_force(at) is not None:
            return
        start = start_model()
        kept = MatchModel.objects.filter(version=VERSION).first() or keep_model(
            by=MATCHING, at=at, version=VERSION, body=start.body(), automatic=start.automatic_bits
        )
        by = personas.actors()[MANAGER]
    with acting(by, at):
        _done(approve_model(by=by, at=at, model=kept, in_force_from=at))


def supply(year: Year, *, at: datetime) -> None:
    """Take in every agency's list that has not come in yet, as the agency's own researcher would."""
    with TemporaryDirectory(prefix="mash-lists-") as folder:
        for agency in AGENCIES:
            path = Path(folder) / f"{agency.key}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([HEADING, *rows(year, agency)])
            _take_in(agency, path, at=at)


def link(*, at: datetime) -> None:
    """Let the machine link all records there are by the model in force."""
    link_records(at=at)


def _take_in(agency: Agency, path: Path, *, at: datetime) -> None:
    feed = _feed(agency, at=at)
    with acting(MATCHING, at):
        by = personas.actors()[f"researcher.{agency.key}"]
    digest = work.sha256_of(path)
    with acting(by, at), as_service("feeds"):
        if Run.objects.filter(feed=feed, sha256=digest, state=Run.State.DONE).exists():
            return
    table = open_table(path)
    with acting(by, at):
        run = _done(
            actions.begin(
                by=by,
                at=at,
                feed=feed,
                mode="snapshot",
                file_name=path.name,
                sha256=digest,
                header=table.header,
                about=table.about,
                mapping=MAPPING.as_json(),
            )
        )
    run = work.check(run.public_id, path, by=by, at=at)
    if run.state == Run.State.COMPARED:
        with acting(by, at):
            _done(actions.go(by=by, at=at, run=run))
    work.take_in(run.public_id, by=by, at=at)


def _feed(agency: Agency, *, at: datetime) -> Feed:
    """The agency's feed, agreed by the hub's information-governance lead: not everybody on it had to do with a hub."""
    with acting(MATCHING, at):
        by = personas.actors()[GOVERNANCE]
    with acting(by, at):
        there = (
            Feed.objects.select_related("agency").filter(agency__key=agency.key, title=agency.title).first()
        )
        return there or _done(
            actions.record_feed(
                by=by,
                at=at,
                agency=AgencyRow.objects.get(key=agency.key),
                title=agency.title,
                purpose=agency.purpose,
                clause="Children Act 2004, section 11; sharing agreement, part 4",
                assessment=f"IA-{agency.prefix}-1",
                assessed_on=at.date() - timedelta(days=30),
                approver=by.name,
                keeps=list(KEEPS),
                shows=list(INDEXED),
                purge_days=365,
            )
        )


def _done[T](found: T | Refused) -> T:
    if isinstance(found, Refused):
        raise DemoRefusedError(found.sentence)
    return found

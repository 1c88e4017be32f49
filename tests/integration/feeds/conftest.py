"""A world with agencies, and files written for one test."""

import csv
from datetime import timedelta

import pytest
from tests.world import TUESDAY

from mash.foundation.visibility import acting, as_service
from mash.registers.people.feeds import actions, work
from mash.registers.people.feeds.mapping import ColumnMapping
from mash.registers.people.feeds.permissions import CONSOLE
from mash.registers.people.feeds.reading import open_table
from mash.registers.people.models import Record

HEADING = ["ref", "first_name", "surname", "dob", "postcode"]
MAPPING = {
    "columns": {
        "ref": "id",
        "first_name": "given_name",
        "surname": "family_name",
        "dob": "date_of_birth",
        "postcode": "postcode",
    }
}


def people(count, *, first=1):
    """Rows of that many invented people, numbered from `first`."""
    return [
        [f"R{n}", f"Given{n}", f"Family{n}", f"{2000 + n % 20}-0{n % 9 + 1}-1{n % 9}", f"ZZ{n % 9} 4AB"]
        for n in range(first, first + count)
    ]


@pytest.fixture
def table(tmp_path):
    """Write rows to a file and return its path."""

    def write(rows, name="people.csv", heading=HEADING):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heading, *rows])
        return path

    return write


class Desk:
    """What the tests do with a feed, over and over."""

    def __init__(self, world):
        self.world = world
        self.at = TUESDAY

    def feed(self, agency="health"):
        with acting(CONSOLE, self.at):
            return actions.hub_feed(by=CONSOLE, at=self.at, agency=self.world.agencies[agency])

    def wider(self, **changes):
        facts = {
            "agency": self.world.agencies["health"],
            "title": "Children registered with a practice",
            "purpose": "To find brothers and sisters",
            "clause": "Children Act 2004, section 11; agreement 4.2",
            "assessment": "DPIA-17",
            "assessed_on": TUESDAY.date() - timedelta(days=30),
            "approver": "Caldicott guardian",
            "keeps": ["name", "date_of_birth"],
            "purge_days": 100,
        } | changes
        by = self.world.actor("governance")
        with acting(by, self.at):
            return actions.record_feed(by=by, at=self.at, **facts)

    def begin(self, path, *, feed=None, mode="snapshot", mapping=None):
        found = open_table(path)
        mapping = ColumnMapping.of_json(mapping) if mapping else ColumnMapping.of_json(MAPPING)
        with acting(CONSOLE, self.at):
            return actions.begin(
                by=CONSOLE,
                at=self.at,
                feed=feed or self.feed(),
                mode=mode,
                file_name=path.name,
                sha256=work.sha256_of(path),
                header=found.header,
                mapping=mapping.as_json(),
            )

    def check(self, path, **options):
        return work.check(self.begin(path, **options).public_id, path, by=CONSOLE, at=self.at)

    def take_in(self, path, *, confirm=False, **options):
        run = self.check(path, **options)
        with acting(CONSOLE, self.at):
            if confirm:
                actions.confirm(by=CONSOLE, at=self.at, run=run)
            found = actions.go(by=CONSOLE, at=self.at, run=run)
        return work.take_in(run.public_id, by=CONSOLE, at=self.at) if found else found

    def records(self, **wanted):
        with acting(CONSOLE, self.at), as_service("feeds"):
            return list(Record.objects.filter(**wanted).order_by("pk"))

    def live(self):
        return {one.key: one.said for one in self.records(live=True)}

    def problems(self, run):
        with acting(CONSOLE, self.at), as_service("feeds"):
            return [
                (one.number, one.code, one.column, one.aside) for one in run.problems.order_by("number", "pk")
            ]


@pytest.fixture
def desk(world):
    return Desk(world)

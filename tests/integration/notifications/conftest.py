"""A force's source, and files of invented notifications, written for one test."""

import csv
from datetime import timedelta

import pytest
from tests.world import BEFORE, TUESDAY

from mash.casework.notifications import actions, queries, work
from mash.casework.notifications.permissions import CONSOLE
from mash.foundation.visibility import acting, as_service

HEADING = [
    "PPN reference", "Incident number", "Grade", "Circumstances", "Child 1 forename", "Child 1 surname", "Child 1 DOB",
    "Child 1 NHS no", "Person 2 role", "Person 2 forename", "Person 2 surname", "Person 2 DOB",
]  # fmt: skip
GIVEN = ["Ada", "Bryn", "Cora", "Dewi", "Elin", "Finn", "Gwen", "Huw", "Ines", "Joan"]


def notification(number, **changes):
    """One row of the file, as a dict by heading."""
    row = {
        "PPN reference": f"PPN-{number:06}",
        "Incident number": f"INC-{number // 2:06}",
        "Grade": ("Standard", "Medium", "High")[number % 3],
        "Circumstances": f"Officers went to an address where two adults were arguing (call {number}).",
        "Child 1 forename": GIVEN[number % 10],
        "Child 1 surname": f"Family{number % 997}",
        "Child 1 DOB": f"{number % 28 + 1:02}/0{number % 9 + 1}/{2010 + number % 14}",
        "Child 1 NHS no": "",
        "Person 2 role": "Mother",
        "Person 2 forename": "Mair",
        "Person 2 surname": f"Family{number % 997}",
        "Person 2 DOB": "01/02/1985",
    }
    assert set(changes) <= set(row), changes
    return [{**row, **changes}[name] for name in HEADING]


def write_csv(path, rows, heading=HEADING):
    """Write rows under their heading; the path again."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


@pytest.fixture
def written(tmp_path):
    """Write rows to a CSV file and return its path."""
    return lambda rows, name="ppn.csv", heading=HEADING: write_csv(tmp_path / name, rows, heading)


class Force:
    """What the tests do with a source, over and over."""

    def __init__(self, world):
        self.world = world
        self.at = TUESDAY
        with acting(CONSOLE, BEFORE):
            self.source = actions.record_source(
                by=CONSOLE,
                at=BEFORE,
                key="county-ppn",
                title="Police notifications",
                agency=world.agencies["police"],
                desk=world.desks["county-children"],
            )
        self.source = work.find_source("county-ppn", by=CONSOLE, at=self.at)

    def take(self, path, **more):
        return work.import_file(path, by=CONSOLE, at=self.at, source=self.source, **more)

    def reconcile(self, *batches):
        with acting(CONSOLE, self.at), as_service("notifications"):
            return queries.reconcile(batches)

    def rows(self, batch, state=""):
        with acting(CONSOLE, self.at), as_service("notifications"):
            return list(queries.rows_of(batch, state))

    def later(self, **delta):
        self.at += timedelta(**delta)


@pytest.fixture
def force(world):
    return Force(world)

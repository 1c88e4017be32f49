"""A small county, as the demo has it."""

from datetime import datetime

import pytest

from mash.demo import personas, world
from mash.demo.county.calendar import LONDON
from mash.demo.county.year import year
from mash.demo.play import Stage
from mash.demo.seed import founded
from mash.foundation.kernel import Actor
from mash.foundation.outbox import actions as outbox
from mash.foundation.visibility import acting

UNTIL = datetime(2026, 6, 12, 16, 0, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _posted_as_before():
    """Seeding keeps back what actions queue, for the whole process."""
    before = dict(outbox._enqueue)
    yield
    for kind, enqueue in before.items():
        outbox.deliver_with(kind, enqueue)


@pytest.fixture
def demo_installation(settings, tmp_path):
    settings.MASH_ENV = "demo"
    settings.MASH_STATE = tmp_path
    settings.MASH_FILES = str(tmp_path / "files")
    settings.MASH_MAIL = "file"
    return tmp_path


@pytest.fixture
def county(demo_installation, db):
    """The set-up county with its personas; the seats by persona."""
    at = founded(UNTIL)
    with acting(world.SETUP, at):
        seats = personas.cast_in(world.set_up(at=at), at=at)
    personas.write(seats)
    return seats


@pytest.fixture
def stage(county):
    with acting(Actor.service("intake"), UNTIL):
        return Stage.build(seed="tests", until=UNTIL)


@pytest.fixture(scope="session")
def worries():
    """A small year, told in full."""
    return list(year("tests", until=UNTIL, referrals=120))

"""One small county in a database of its own, every text of it marked, kept for all tests of a file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import override_settings
from tests.conftest import Database, _copy, _default_connection

from mash.casework.sharing.models import SealedItem
from mash.demo import personas, seed
from mash.demo.canaries import Canaries, listing
from mash.demo.county.worry import Worry
from mash.demo.play import codes
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import LONDON
from mash.foundation.outbox import actions as outbox
from mash.foundation.visibility import acting

CONTACTS = 10
UNTIL = datetime(2026, 6, 12, 16, 0, tzinfo=LONDON)
AT = UNTIL + timedelta(minutes=5)


def is_sealed(worry: Worry) -> bool:
    answers = [each for asked in worry.asked for each in asked.answers]
    return worry.desk_key == "county-children" and bool(worry.decisions) and any(map(codes.sealed, answers))


def play_something_sealed(seeder: seed.Seeder, worries: list[Worry], *, most: int = 12) -> None:
    """Play until something is under seal, the urgent first: not every clause permits what would go there."""
    found = sorted(filter(is_sealed, worries), key=lambda one: one.ratings[0].rating != "red")
    for worry in found[:most]:
        seeder._play([worry])
        with acting(Actor.service("intake"), UNTIL):
            decider = personas.actors()["decider.county-children"]
        with acting(decider, UNTIL):
            if SealedItem.objects.exists():
                return
    raise AssertionError("nothing is sealed in this county")


# What the newest contacts alone would not always have.
WANTED = (
    lambda worry: worry.state == "closed" and worry.referrer.professional and bool(worry.feedback_at),
    lambda worry: any(each.person.address and each.person.address.protected for each in worry.subjects),
    lambda worry: bool(worry.concern.attachments),
    lambda worry: any(not item.family_may_know for a in worry.asked for b in a.answers for item in b.items),
)


@dataclass(frozen=True)
class County:
    """`rows` is what `mash canaries --json` says of it."""

    database: Database
    rows: list[dict]
    plan: seed.Plan
    marks: Canaries


def seeded_county(plan: seed.Plan, *, contacts: int = CONTACTS) -> seed.Seeder:
    """Play a county's first contacts into the database at hand, and what few may see of it."""
    seed.keep(plan)
    seeder = seed.Seeder(plan)
    seeder.set_up()
    worries = list(seeder.year)
    play_something_sealed(seeder, worries)
    seeder._play([next(one for one in worries if wanted(one)) for wanted in WANTED])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seed, "FIRST_CONTACTS", contacts)
        patch.setattr(seed, "FIRST_SECONDS", 600)
        seeder.first()
    return seeder


@pytest.fixture(scope="module")
def county(cluster, template_database, django_db_blocker, tmp_path_factory) -> Iterator[County]:
    folder = tmp_path_factory.mktemp("county")
    demo = override_settings(
        MASH_ENV="demo", MASH_STATE=folder, MASH_FILES=str(folder / "files"), MASH_MAIL="file"
    )
    database = _copy(cluster, template_database, f"mash_county_{os.urandom(4).hex()}")
    before = dict(outbox._enqueue)
    clock = pytest.MonkeyPatch()
    clock.setattr("mash.interfaces.web.middleware.now", lambda: AT)
    with demo, django_db_blocker.unblock(), _default_connection(database.app_dsn):
        plan = seed.Plan(seed="tests", until=UNTIL.isoformat(), referrals=400, canaries=True)
        seeder = seeded_county(plan)
        assert seeder.canaries is not None
        yield County(database, listing(), plan, seeder.canaries)
    clock.undo()
    for kind, enqueue in before.items():
        outbox.deliver_with(kind, enqueue)
    cluster.drop_database(database.name)

"""Seeding stops anywhere and goes on where it stopped."""

import json

import pytest
from tests.integration.demo.conftest import UNTIL

from mash.casework.intake.models import Contact
from mash.demo import seed
from mash.demo.canaries import Canaries
from mash.demo.canaries.marks import people
from mash.demo.county.text import Where
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(seed, "FIRST_CONTACTS", 4)
    return seed.Plan(seed="tests", until=UNTIL.isoformat(), referrals=60, canaries=False)


def contacts():
    with acting(Actor.service("intake"), UNTIL):
        return set(Contact.objects.filter(draft__isnull=False).values_list("draft", flat=True))


def test_the_first_part_is_played_and_progress_is_kept(demo_installation, small):
    seeder = seed.Seeder(small)
    seeder.set_up()
    seeder.first()

    played = [each for each in contacts() if each.startswith("demo:") and not each.startswith("demo:old:")]
    assert len([each for each in played if not each.endswith((":b", "few1"))]) == 4
    kept = json.loads((demo_installation / "seed.json").read_text())
    assert kept["done"] == 4
    assert kept["total"] == len(seeder.year)


def test_taken_up_again_nothing_is_played_twice(demo_installation, small):
    first = seed.Seeder(small)
    first.set_up()
    first.first()
    before = contacts()

    again = seed.Seeder(seed.kept_plan())
    again.set_up()
    again.first()

    assert before < contacts()
    assert seed.kept_plan().done == 8


def test_another_size_asked_for_later_leaves_the_county_as_it_is(demo_installation, small, capsys):
    seed.keep(small)
    options = seed.arguments().parse_args(["--rest", "--referrals", "5000"])

    assert seed.plan_for(options) == small
    assert "goes on as it was begun" in capsys.readouterr().out


def test_canaries_mark_what_is_handed_out(tmp_path):
    canaries = Canaries(tmp_path / "canaries.json")

    text = canaries.at(Where(story="one", hub="county"))
    marked = text("hub", "Seen at the gate.")
    assert marked == text("hub", "Seen at the gate.")
    assert "CANARY-hub-" in marked
    assert text("hub", marked) == marked
    assert text("open", "ZZ1 4AB") == "ZZ1 4AB"
    assert text("said", "edith@example.org").endswith("@example.org")
    assert text("file", "body-map.pdf").endswith(".pdf")
    few = canaries.at(Where(story="one", hub="county", restricted=True))
    assert "CANARY-restricted-" in few("hub", "Seen at the gate.")
    canaries.hears("one", hub="county", given="practitioner.city", until="2030-01-01")
    canaries.write()

    again = Canaries(tmp_path / "canaries.json")
    rows = again.listing(people(), at="2026-01-01")
    assert [each["class"] for each in rows] == ["file", "hub", "restricted", "said"]
    (hub,) = [each for each in rows if each["class"] == "hub"]
    assert "screener.county-adults" in hub["personas"]
    assert "practitioner.city" in hub["personas"]
    assert not [
        who for who in hub["personas"] if who.startswith(("screener.city", "researcher", "governance"))
    ]
    assert again.listing(people(), at="2031-01-01") != rows, "what was given has ended"

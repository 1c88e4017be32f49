"""The demo's people come through the index: three agencies' lists come in, and the machine links them."""

from datetime import date
from functools import partial

import pytest
from tests.index import served
from tests.integration.demo.conftest import UNTIL

from mash.demo import seed
from mash.demo.county.lists import AGENCIES, HEADING, rows
from mash.demo.county.year import year
from mash.demo.personas import actors
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.people.clusters.queries import current
from mash.registers.people.feeds.models import Run
from mash.registers.people.models import Identification, MatchModel, Person, Record
from mash.registers.people.queries import search

MACHINE = Actor.service("matching")


@pytest.fixture(scope="module")
def told():
    return year("tests", until=UNTIL, referrals=60)


def test_the_lists_are_the_same_for_the_same_seed_and_hold_no_protected_address(told):
    for agency in AGENCIES:
        found = rows(told, agency)
        assert found == rows(year("tests", until=UNTIL, referrals=60), agency)
        assert len({one[0] for one in found}) == len(found) > 60
        assert all(len(one) == len(HEADING) for one in found)
    hidden = {
        one.person.address.line1
        for worry in told
        for one in worry.subjects
        if one.person.address and one.person.address.protected
    }
    assert not {one[7] for agency in AGENCIES for one in rows(told, agency)} & hidden


def test_a_list_has_about_three_hundred_people_in_the_whole_county():
    whole = year(seed.SEED, until=UNTIL, referrals=seed.DEFAULT_REFERRALS)
    assert [len(rows(whole, agency)) for agency in AGENCIES] == [300, 300, 300]


@pytest.fixture
def seeded(demo_installation, own_database, monkeypatch):
    """The first contacts, then the lists, as `--rest` begins."""
    monkeypatch.setattr(seed, "FIRST_CONTACTS", 12)
    seeder = seed.Seeder(seed.Plan(seed="tests", until=UNTIL.isoformat(), referrals=60, canaries=False))
    seeder.set_up()
    seeder.first()
    monkeypatch.setattr(seeder, "_play", partial(seeder._play, most=12))  # on top of what the lists told
    seeder.rest()
    monkeypatch.setattr(seeder, "_play", lambda _worries: None)
    return seeder


def machine_made():
    with acting(MACHINE, UNTIL):
        held = Identification.objects.filter(decided_by=str(MACHINE), undone_at__isnull=True)
        return set(held.values_list("record__agency", "record__key", "person__public_id"))


def test_a_child_on_a_schools_list_is_found_under_another_spelling_and_seeding_goes_on(seeded, tmp_path):
    with acting(MACHINE, UNTIL):
        (model,) = MatchModel.objects.all()
        assert (model.made_by, bool(model.approved_by)) == ("service:matching", True)
        fed = Record.objects.exclude(key="")
        counts = {agency.key: fed.filter(agency=agency.key).count() for agency in AGENCIES}
        assert counts == {agency.key: len(rows(seeded.year, agency)) for agency in AGENCIES}
        by_hand = Identification.objects.exclude(decided_by=str(MACHINE)).values("person")
        of_cases = Identification.objects.filter(decided_by=str(MACHINE), person__in=by_hand)
        assert of_cases.exists(), "a list leads to people of cases"
        pupil = next(
            one
            for one in fed.filter(agency="education-county").order_by("key")
            if len(one.said.get("given_name", "")) > 5 and one.said.get("born")
        )
        person = current(Person.objects.get(identifications__record=pupil, identifications__undone_at=None))
    before = machine_made()
    assert len(before) == sum(counts.values())

    seeded.rest()
    assert machine_made() == before
    with acting(Actor.service("feeds"), UNTIL):
        assert Run.objects.count() == len(AGENCIES)

    with served(tmp_path):
        given, born = pupil.said["given_name"], pupil.said["born"]
        with acting(MACHINE, UNTIL):
            by = actors()["screener.county-children"]
        with acting(by, UNTIL):
            found = search(
                given=given[0] + given[2] + given[1] + given[3:],
                family=pupil.said["family_name"],
                born=date(born["year"], born["month"], born["day"]),
            )
        assert person in [one.person for one in found[:3]]

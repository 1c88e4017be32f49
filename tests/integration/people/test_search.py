"""The plain search: by name, date, number and address, with its reasons in words."""

from datetime import date

import pytest

from mash.casework.matters.models import Subject
from mash.foundation.visibility import acting
from mash.registers.people.models import Identification
from mash.registers.people.queries import candidates, household, search
from tests.integration.casework.test_main_job import arrive, identified_and_rated, minutes
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = build()
    identified_and_rated(world, arrive())
    return world


@pytest.fixture
def find(world):
    def search_as_screener(**asked):
        with acting(world.actor("screener"), minutes(9)):
            return {str(one.person): one.reasons for one in search(**asked)}

    return search_as_screener


def test_each_way_of_asking_finds_rosa(find):
    assert find(nhs_number="999 000 0018") == {"Rosa Bellweather": ("same NHS number",)}
    assert find(given="ROSA", family="bell-weather") == {"Rosa Bellweather": ("same name",)}
    assert "Rosa Bellweather" in find(given="bellweather", family="rosa")
    assert "Rosa Bellweather" in find(family="bell")
    assert "Rosa Bellweather" in find(given="Ro", born=date(2017, 3, 14))
    assert set(find(postcode="zz14ab", lines="4 Tannery Row")) == {"Rosa Bellweather", "Tomas Bellweather"}


def test_nothing_asked_finds_nobody(find):
    assert find() == {}
    assert find(family="'; DROP TABLE people_person; --") == {}


def test_the_best_comes_first_with_what_differs_said(find):
    found = find(given="Rosa", family="Bellweather", born=date(2017, 3, 15))
    assert found["Rosa Bellweather"] == ("same name", "different date of birth")


def test_a_second_report_on_rosa_is_offered_the_rosa_we_know(world):
    second = arrive()
    with acting(world.actor("screener"), minutes(20)):
        record = Subject.objects.filter(matter=second.matter).first().record
        best, *_ = candidates(record)
        assert str(best.person) == "Rosa Bellweather"
        assert best.reasons == ("same NHS number", "same name", "same date of birth")
        assert not Identification.objects.filter(record=record).exists(), "nobody is identified by a machine"


def test_a_household_is_who_lives_there(world):
    with acting(world.actor("screener"), minutes(20)):
        rosa = next(one.person for one in search(given="Rosa", family="Bellweather"))
        assert [(str(person), why) for person, why in household([rosa])] == [
            ("Tomas Bellweather", "same address")
        ]

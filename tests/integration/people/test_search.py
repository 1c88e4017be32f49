"""The plain search: by name, date, number and address, with its reasons in words."""

from datetime import date

import pytest
from django.db import connection
from tests.integration.casework.test_main_job import arrive, identified_and_rated, minutes

from mash.casework.matters.models import Subject
from mash.foundation.visibility import acting
from mash.registers.people.actions import relate
from mash.registers.people.models import Identification
from mash.registers.people.queries import candidates, candidates_of, household, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world):
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


def test_several_records_are_looked_up_in_one_query_and_as_each_would_be_alone(world):
    second = arrive()
    with acting(world.actor("screener"), minutes(20)):
        records = [
            one.record for one in Subject.objects.filter(matter=second.matter).select_related("record")
        ]
        assert len(records) == 2
        seen = []

        def note(execute, *asked):
            seen.append(asked)
            return execute(*asked)

        with connection.execute_wrapper(note):
            found = candidates_of(records)
        assert len(seen) == 1
        assert found == {one.pk: candidates(one) for one in records}
        assert [str(found[one.pk][0].person) for one in records] == ["Rosa Bellweather", "Tomas Bellweather"]
        assert candidates_of([]) == {}


def test_what_a_relative_is_is_said_from_their_side(world):
    with acting(world.actor("screener"), minutes(20)):
        rosa, tomas = (search(given=one, family="Bellweather")[0].person for one in ("Rosa", "Tomas"))
        relate(by=world.actor("screener"), at=minutes(20), person=rosa, kind="parent of", other=tomas)
        assert [why for _person, why in household([rosa])] == ["child of"]
        assert [why for _person, why in household([tomas])] == ["parent of"]


def test_a_household_is_who_lives_there(world):
    with acting(world.actor("screener"), minutes(20)):
        rosa = next(one.person for one in search(given="Rosa", family="Bellweather"))
        assert [(str(person), why) for person, why in household([rosa])] == [
            ("Tomas Bellweather", "same address")
        ]

"""What a screener reads of a candidate before choosing: how likely, who works on it, who is elsewhere."""

import re
from datetime import timedelta

import pytest
from tests.integration.agency.asking import a_case

from mash.casework.cases.queries import candidates
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.actions import relate
from mash.registers.people.models import Address, Person
from mash.registers.people.queries import Candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(world):
    """Rosa's open case with its worker; her brother and whoever is said to harm her live elsewhere."""
    case = a_case(now() - timedelta(minutes=30), "amber", world)
    by, at = world.actor("screener"), now()
    with acting(by, at):
        rosa, tomas = (Person.objects.get(given_name=name) for name in ("Rosa", "Tomas"))
        edgar = Person.objects.create(
            given_name="Edgar", family_name="Bell", given_key="edgar", family_key="bell"
        )
        relate(by=by, at=at, person=tomas, kind="sibling of", other=rosa)
        relate(by=by, at=at, person=edgar, kind="alleged source of harm to", other=rosa)
        Address.objects.filter(person=tomas).update(until_on=at.date())
        for person, house in ((tomas, "9"), (edgar, "12")):
            Address.objects.create(
                person=person, lines=f"{house} Mill Lane", postcode="ZZ9 2QQ", place_key=f"zz92qq:{house}"
            )
    return case


def plain(answer):
    return " ".join(re.sub("<[^>]+>", " ", answer.text).split())


def test_the_overview_says_who_works_on_it_and_who_is_elsewhere(known, sign_in):
    found = plain(sign_in().get(f"/cases/{a_case(now())}/"))
    assert f"Open case {known} , allocated worker: Screener Person" in found
    assert "Brother or sister Tomas Bellweather is known at another address: 9 Mill Lane, ZZ9 2QQ" in found
    assert "Alleged source of harm Edgar Bell is known at another address: 12 Mill Lane" in found


def test_another_hub_reads_no_worker(known, sign_in):
    ref = a_case(now(), world=None)
    found = plain(sign_in("city-screener").get(f"/cases/{ref}/"))
    assert known not in found


def test_the_index_is_told_in_words_and_the_household_stands_apart(world, known, sign_in, monkeypatch):
    with acting(world.actor("screener"), now()):
        rosa, tomas = (Person.objects.get(given_name=name) for name in ("Rosa", "Tomas"))

    def known_people(records, *, limit):
        some = [
            Candidate(rosa, ("same name",), 9, 0.83),
            Candidate(tomas, ("same address",), 1, 0.01, household=True),
        ]
        return {one.pk: some for one in records}

    monkeypatch.setattr(candidates, "candidates_of", known_people)
    ref = a_case(now())
    found = plain(sign_in().get(f"/cases/{ref}/"))
    assert "likely (83%); same name" in found
    before, after = found.split("Known at the same home:")[:2]
    assert "Tomas Bellweather, born 2 August 2019" in after
    chosen = plain(sign_in().get(f"/cases/{ref}/people"))
    assert "Known at the same home; same address" in chosen
    assert f"open case {known}, allocated worker Screener Person" in chosen
    assert before

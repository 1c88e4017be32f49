"""The index and restricted matters: what is hidden leads nobody to a person, and whoever is cleared is told of a match."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.integration.casework.test_main_job import arrive, minutes
from tests.integration.people.test_finding import (  # noqa: F401 - pytest finds the fixtures here
    ROSA_MISSPELT,
    index,
    names,
    until,
    world,
)
from tests.world import a_worry

from mash.casework.matters.actions import identify_subject, restrict
from mash.casework.matters.models import Subject
from mash.foundation.visibility import acting
from mash.registers.people.finding import ask
from mash.registers.people.finding.queries import known
from mash.registers.people.matching.words import values_of
from mash.registers.people.queries import search

# ruff: noqa: F811 - a fixture is named where it is asked for
pytestmark = pytest.mark.usefixtures("own_database")
ELSEWHERE = {
    "given_name": "Rosa",
    "family_name": "Bellweather",
    "address": {"lines": "7 Quarry Bank", "postcode": "ZZ9 8XY"},
}


def another(draft, said):
    return arrive(draft=draft, people=[replace(a_worry().people[0], said=said, protected_address=None)])


def test_the_index_leads_nobody_by_what_a_restricted_matter_says(world, index):
    """A child in an open case and in a restricted one that tells another address."""
    second = another("second", ELSEWHERE)
    by = world.actor("manager")
    with acting(by, minutes(10)):
        rosa = Subject.objects.filter(matter=world.case.matter).order_by("place").first().person
        subject = Subject.objects.select_related("record", "matter").get(matter=second.matter)
        assert identify_subject(by=by, at=minutes(10), subject=subject, person=rosa, reason="same")
        assert restrict(by=by, at=minutes(10), matter=second.matter, restriction="restricted")
    until(lambda: [one for one in ask.find(values_of(ELSEWHERE)) if one.record == subject.record_id])
    hidden = {"address": "7 Quarry Bank", "postcode": "ZZ9 8XY"}
    for who, expected in [("screener", []), ("city-screener", []), ("manager", ["Rosa Bellweather"])]:
        with acting(world.actor(who), minutes(11)):
            assert names(known(hidden, limit=5)) == expected, who
            assert names(search(lines="7 Quarry Bank", postcode="ZZ9 8XY")) == expected, who
    with acting(world.actor("city-screener"), minutes(11)):
        found = known(ROSA_MISSPELT, limit=5)
        assert names(found)[0] == "Rosa Bellweather"
        assert "same address" in found[0].reasons

"""The listing of addresses gives each persona examples that it may open."""

import pytest
from tests.integration.demo.conftest import UNTIL

from mash.demo.personas import DOMAIN
from mash.demo.play import play
from mash.interfaces.web.routes import listing, routes

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(stage, worries):
    for worry in [each for each in worries if each.asked and each.desk_key == "county-children"][:2]:
        play(worry, stage)
    return {row["name"]: row for row in listing(at=UNTIL)}


def test_every_pattern_is_there_with_its_access(listed):
    assert len(listed) == len({route.name for route in routes()})
    case = listed["cases:case"]
    assert (case["access"], case["permission"]) == ("permission", "cases:case:view")
    assert "GET" in case["methods"]


def test_an_example_is_given_to_those_who_see_something(listed):
    case = listed["cases:case"]["examples"]

    assert case[f"screener.county-children@{DOMAIN}"].startswith("/cases/")
    assert f"screener.city-children@{DOMAIN}" not in case
    assert f"governance.county@{DOMAIN}" not in case


def test_an_agency_s_example_is_its_own_request(listed):
    examples = listed["agency:request"]["examples"]

    assert examples
    assert all(email.startswith("researcher.") for email in examples)
    assert len(set(examples.values())) == len(examples)


def test_pages_for_all_have_an_example_for_anyone(listed):
    assert listed["public:start"]["examples"] == {"anyone": "/"}

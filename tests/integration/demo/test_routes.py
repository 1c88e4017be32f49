"""The listing of addresses gives each persona examples that it may open."""

import pytest
from django.test import Client
from tests.integration.demo.conftest import UNTIL

from mash.demo.personas import DOMAIN
from mash.demo.play import play
from mash.interfaces.web.routes import listing, routes
from mash.registers.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(stage, worries):
    ours = [each for each in worries if each.desk_key == "county-children"]
    for worry in [
        *[each for each in ours if each.asked][:2],
        next(
            each
            for each in ours
            if any(one.person.address and one.person.address.protected for one in each.subjects)
        ),
    ]:
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


def test_numbers_in_an_address_have_an_example_that_opens(listed):
    for name, role in [
        ("governance:entry", "governance.county"),
        ("accounts:user", "administrator"),
        ("cases:birth", "screener.county-children"),
        ("cases:address", "screener.county-children"),
        ("cases:decide-for", "decider.county-children"),
    ]:
        examples = listed[name]["examples"]
        email = next((one for one in examples if one.startswith(role)), None)
        assert email, (name, examples)
        client = Client()
        client.force_login(
            User.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        assert client.get(examples[email]).status_code == 200, (name, examples[email])


def test_pages_for_all_have_an_example_for_anyone(listed):
    assert listed["public:start"]["examples"] == {"anyone": "/"}

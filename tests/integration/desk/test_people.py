"""Find a person: by name, date, number or address; every search is in the ledger with whom it showed."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests.world import a_worry

from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.matters.actions import identify_subject
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting
from mash.registers.people.models import Person

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
EMPTY = {
    "given": "", "family": "", "born-day": "", "born-month": "", "born-year": "", "nhs_number": "",
    "postcode": "", "house": "",
}  # fmt: skip


@pytest.fixture
def world(world):
    cache.clear()
    return world


@pytest.fixture
def ref(world):
    """The reference of a case about Rosa and Tomas, both identified as new persons."""
    at = now() - timedelta(minutes=30)
    with acting(Actor.draft("DRAFT"), at):
        contact = receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry())
    by = world.actor("screener")
    with acting(by, at):
        contact.refresh_from_db()
        case = get_case(contact.matter.ref)
        for subject in case.matter.subjects.select_related("record", "matter"):
            identify_subject(by=by, at=at, subject=subject, person=None, reason="Not known before")
        return case.matter.ref


def as_user(world, who="screener"):
    client = Client()
    client.force_login(world.users[who], backend=BACKEND)
    return client


def search(world, who="screener", **said):
    return as_user(world, who).post(
        "/desk/people", EMPTY | {k.replace("__", "-"): v for k, v in said.items()}
    )


def results(answer):
    return answer.text.split('id="results"')[1].split("<form")[0]


@pytest.mark.parametrize(
    "said",
    [
        {"given": "Rosa", "family": "Bellweather"},
        {"given": "bellweather", "family": "ROSA"},
        {"nhs_number": "999 000 0018"},
        {"family": "Bell", "born__day": "14", "born__month": "3", "born__year": "2017"},
        {"family": "Bellweather", "born__year": "2017"},
    ],
)
def test_rosa_is_found(world, ref, said):
    found = results(search(world, **said))
    assert "Rosa Bellweather" in found
    assert "Ostermarch hub: 1" in found


def test_as_somebody_types_the_list_alone_comes_and_is_recorded(world, ref):
    said = {"typed": "Rosa Bellweather"}
    client = as_user(world)
    page = client.post("/desk/people", said)
    typed = client.post("/desk/people", said, headers={"HX-Request": "true"})
    assert typed.text.strip().startswith('<div id="results"')
    assert results(typed).split() == results(page).split('<div class="govuk-grid-row')[0].split()
    assert "Rosa Bellweather" in results(typed)
    assert "<form" not in typed.text
    with acting(world.actor("screener"), now()):
        assert Entry.objects.filter(event="people:person:searched").count() == 2


def test_what_was_entered_by_field_stays_and_nobody_elses_form_shows_it(world, ref):
    again = search(world, given="Rosa", family="Bellweather", born__year="2017")
    for value in ('value="Rosa"', 'value="Bellweather"', 'value="2017"'):
        assert value in again.text
    for other in (search(world, "decider", typed="Rosa"), as_user(world).get("/desk/people")):
        assert 'name="family"' in other.text
        assert 'value="Bellweather"' not in other.text


def test_the_form_of_fields_is_in_the_language_of_the_page(world):
    client = as_user(world)
    english = client.get("/desk/people").text
    client.cookies["django_language"] = "cy"
    assert english.count('name="family"') == client.get("/desk/people").text.count('name="family"') == 1


def test_a_year_alone_leaves_out_those_of_other_years(world, ref):
    found = results(search(world, family="Bellweather", born__year="2019"))
    assert "Tomas" in found
    assert "Rosa" not in found


def test_the_ledger_names_who_was_shown(world, ref):
    search(world, family="Bellweather")
    with acting(world.actor("screener"), now()):
        entry = Entry.objects.filter(event="people:person:searched").latest("pk")
        assert entry.payload == {"found": 2}


def test_names_never_stand_in_an_address(world, ref):
    answer = search(world, family="Bellweather")
    assert answer.status_code == 200
    assert 'method="post"' in answer.text.split("<main")[1]


def test_nothing_entered_is_asked_for(world):
    assert "Enter a name, an NHS number" in search(world).text


def test_a_wrong_nhs_number_is_an_error_at_its_field(world):
    answer = search(world, nhs_number="999 000 0019")
    assert "There is a problem" in answer.text
    assert "999 000 0019" in answer.text


def test_nobody_found_says_so(world):
    assert "Nobody was found" in results(search(world, family="Zzyzx"))


def test_a_persons_page_shows_family_addresses_and_cases(world, ref):
    with acting(world.actor("screener"), now()):
        rosa = Person.objects.get(given_name="Rosa")
    text = as_user(world).get(f"/desk/people/{rosa.public_id}").text
    assert "Tannery Row" in text
    assert "Tomas Bellweather" in text
    assert f"/cases/{ref}/" in text


def test_another_hub_learns_that_she_is_known_and_whom_to_telephone(world, ref):
    with acting(world.actor("screener"), now()):
        rosa = Person.objects.get(given_name="Rosa")
    assert "Ostermarch hub: 1" in results(search(world, "city-screener", family="Bellweather", given="Rosa"))
    text = as_user(world, "city-screener").get(f"/desk/people/{rosa.public_id}").text
    assert "01632 960100" in text
    assert ref not in text


def test_nobody_is_a_404_and_no_researcher_searches(world):
    assert as_user(world).get("/desk/people/ZZZZZZZZZZZZZZZZ").status_code == 404
    assert as_user(world, "police").get("/desk/people").status_code == 403

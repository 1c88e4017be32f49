"""A person's page: who this is, why the records are one, and nothing of what is hidden."""

import re
from datetime import timedelta

import pytest
from tests.integration.agency.asking import a_case
from tests.integration.people.clusters_world import alike
from tests.integration.people_web.steps import hide

from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.actions import identify_subject
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry, Mention
from mash.foundation.visibility import acting
from mash.registers.people.actions import relate
from mash.registers.people.models import Address, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    """The reference of a rated case of Rosa and Tomas, with a worker."""
    return a_case(now() - timedelta(minutes=30), "amber", world)


def page_of(client, person):
    return client.get(f"/people/{person.public_id}/")


def test_it_says_who_this_is_and_who_works_with_them(case, named, sign_in):
    text = page_of(sign_in(), named("Rosa")).text
    assert "Rosa Bellweather" in text
    assert "999 000 0018" in text
    assert case in text
    assert "Allocated worker: Screener Person" in re.sub("<[^>]+>", "", text)


def test_records_stand_beside_the_persons_own_with_what_differs_in_words(world, case, named, sign_in):
    ref = a_case(now())
    by, at = world.actor("screener"), now()
    with acting(by, at):
        subject = get_case(ref).matter.subjects.select_related("record", "matter").first()
        rosa = Person.objects.get(given_name="Rosa")
        rosa.nhs_number = "9990000026"
        rosa.save()
        identify_subject(by=by, at=at, subject=subject, person=rosa, reason="Asked school")
    text = page_of(sign_in(), named("Rosa")).text
    assert ">Different</strong>" in text
    assert "The same" in text


def test_the_machines_link_is_told_with_its_probability_model_and_time(register, sign_in):
    register.weights = alike("ab")
    register.arrive("a", "b")
    text = page_of(sign_in(), register.person("a")).text
    assert "Almost certainly (99%) the same person, weight 10.0 bits" in text
    assert "Model 1." in text
    assert "What it says is read by the agency alone." in text


def test_a_sibling_at_another_address_is_shown_with_it(world, case, named, sign_in):
    by, at = world.actor("screener"), now()
    rosa, tomas = named("Rosa"), named("Tomas")
    with acting(by, at):
        relate(by=by, at=at, person=tomas, kind="sibling of", other=rosa)
        Address.objects.filter(person=tomas).update(until_on=at.date())
        Address.objects.create(person=tomas, lines="9 Mill Lane", postcode="ZZ1 9ZZ", place_key="zz19zz:9")
    text = page_of(sign_in(), rosa).text
    assert "brother or sister" in text
    assert "Known at another address:" in text
    assert "9 Mill Lane" in text


def test_one_entry_names_everyone_who_was_shown(world, case, named, sign_in):
    rosa, tomas = named("Rosa"), named("Tomas")
    page_of(sign_in(), rosa)
    with acting(world.actor("governance"), now()):
        entry, *more = Entry.objects.filter(event="people:person:viewed")
        about = {(one.kind, one.ref) for one in Mention.objects.filter(entry=entry)}
    assert more == []
    assert {("person", rosa.public_id), ("person", tomas.public_id), ("matter", case)} <= about


def test_another_hub_sees_that_she_is_known_and_no_case(world, case, named, sign_in):
    text = page_of(sign_in("city-screener"), named("Rosa")).text
    assert "01632 960100" in text
    assert case not in text


@pytest.mark.parametrize("path", ["", "join", "split", "join/{other}/"])
def test_a_hidden_person_looks_missing_everywhere(case, named, sign_in, register, path):
    register.arrive("a")
    rosa, other, world = named("Rosa"), register.person("a"), register.world
    hide(world, case)
    client = sign_in("screener")
    for seen in (rosa.public_id, "Z" * 16):
        assert client.get(f"/people/{seen}/{path.format(other=other.public_id)}").status_code == 404
    assert client.get(f"/people/{other.public_id}/join/{rosa.public_id}/").status_code == 404
    assert client.post(f"/people/{rosa.public_id}/split/confirm", {"record": "X"}).status_code == 404


def test_whoever_is_one_with_another_is_shown_there(register, sign_in):
    register.arrive("a")
    register.arrive("b")
    b = register.person("b")
    client = sign_in()
    client.post(
        f"/people/{register.person('a').public_id}/join/{b.public_id}/", {"do": "join", "reason": "Same"}
    )
    answer = client.get(f"/people/{b.public_id}/")
    assert answer.status_code == 302
    assert register.person("a").public_id in answer.url


@pytest.mark.parametrize("who", ["police", "teacher", "governance", "practitioner", "administrator"])
def test_who_sees_no_person_opens_no_page(case, named, sign_in, who):
    assert page_of(sign_in(who), named("Rosa")).status_code == 403

"""Of records that only their agency reads, whoever reviews sees what the agreement lets reviewers see, and nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.integration.agency.asking import a_case
from tests.integration.people import clusters_world
from tests.integration.people.clusters_world import alike
from tests.integration.people_web.steps import hide
from tests.world import SETUP, TUESDAY

from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.actions import identify_subject
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.registers.accounts.actions import give_seat
from mash.registers.people.feeds import actions
from mash.registers.people.models import Person, ProtectedAddress, Record

pytestmark = pytest.mark.django_db
SAID = {
    "born": {"year": 2015, "month": 3, "day": 2},
    "phone": "07700900111",
    "address": {"lines": "4 Tannery Row", "postcode": "ZZ1 4AB"},
    "nhs_number": "9990000018",
}


@pytest.fixture
def agreed(world, register, monkeypatch):
    """Two records of a list whose agreement shows these groups, neither of which stands for its person."""

    def agree(*shows):
        by = world.actor("governance")
        with acting(by, TUESDAY - timedelta(days=1)):
            feed = actions.record_feed(
                by=by,
                at=TUESDAY - timedelta(days=1),
                agency=world.agencies["police"],
                title="Persons of interest",
                purpose="To find brothers and sisters",
                clause="Agreement 4.2",
                assessment="DPIA-17",
                assessed_on=TUESDAY.date() - timedelta(days=30),
                approver="Data protection officer",
                keeps=["name", "date_of_birth", "sex", "address", "contact"],
                shows=shows,
                purge_days=100,
            )
        monkeypatch.setattr(clusters_world, "FEED", feed.ref)
        register.weights = {**alike("ac", "bd"), **alike("cd", weight=0.2)}
        register.arrive("a", "b", "c", "d")
        for key in "cd":
            register.replace(key, **SAID)
        return feed

    return agree


def compared(world, register, who="screener", pair="cd"):
    with acting(world.actor("manager"), now()), as_service("matching"):
        numbers = [register.live(key).pk for key in pair]
    with acting(world.actor(who), now()), connection.cursor() as cursor:
        cursor.execute("SELECT said::text FROM mash.compared(%s, %s)", numbers)
        return [said for (said,) in cursor.fetchall()]


def page(client):
    return client.get("/people/review/").text


def test_without_an_agreement_only_the_machines_words_are_read(world, register, agreed, sign_in):
    agreed()
    text = page(sign_in())
    assert "What record A says is read by its agency alone." in text
    assert "02/03/2015" not in text
    assert compared(world, register) == []


def test_what_the_agreement_shows_stands_side_by_side_with_what_differs(world, register, agreed, sign_in):
    agreed("name", "date_of_birth")
    text = page(sign_in())
    table = text.split("Side by side")[1].split("</table>")[0]
    assert "Of record A you read what the agreement with its agency lets reviewers see." in text
    assert "read by its agency alone" not in text
    family = next(row for row in table.split("<tr") if "Family name" in row)
    assert "Different</strong>" in family
    assert "2 March 2015" in table
    for withheld in ("07700900111", "Tannery", "999 000 0018"):
        assert withheld not in text
    with acting(world.actor("screener"), now()):
        entry = Entry.objects.filter(event="people:pair:shown").latest("pk")
    assert entry.payload == {"pairs": 1, "supplied": 2}


def test_nobody_else_reads_it_and_only_pairs_that_are_to_be_compared(world, register, agreed):
    agreed("name", "date_of_birth", "address")
    assert len(compared(world, register)) == 2
    # a and d are neither linked by a model nor of one person
    assert compared(world, register, pair="ad") == []
    assert compared(world, register, pair="cc") == []
    with acting(SETUP, TUESDAY):
        for role in ("chair", "minutes"):
            world.seats[role] = give_seat(
                by=SETUP,
                at=TUESDAY,
                user=world.users["screener"],
                role=role,
                desk=world.seats["screener"].desk,
            )
    for who in world.seats:
        if world.actor(who).role not in {"screener", "decider", "manager"}:
            assert compared(world, register, who) == []
    with acting(world.actor("screener"), now()):
        assert not Record.objects.exclude(key="").exists()


def test_an_agreement_that_ended_shows_nothing(world, register, agreed):
    feed = agreed("name")
    by, at = world.actor("governance"), now() - timedelta(minutes=1)
    with acting(by, at):
        actions.end_feed(by=by, at=at, feed=feed)
    assert compared(world, register) == []


def test_a_protected_address_keeps_addresses_and_telephones_back(world, register, agreed):
    agreed("name", "address", "contact")
    assert all("Tannery" in said and "07700900111" in said for said in compared(world, register))
    case = a_case(now(), "amber", world)
    by, at = world.actor("screener"), now()
    with acting(by, at):
        subject = get_case(case).matter.subjects.select_related("record", "matter").first()
        with as_service("intake"):
            ProtectedAddress.objects.create(record=subject.record, lines="1 Refuge Way", postcode="ZZ9 9ZZ")
        identify_subject(by=by, at=at, subject=subject, person=register.person("c"), reason="Same")
    found = compared(world, register)
    assert len(found) == 2
    assert not any("Tannery" in said or "07700900111" in said for said in found)


def test_of_a_hidden_person_nothing_is_read(world, register, agreed):
    agreed("name")
    case = a_case(now(), "amber", world)
    by, at = world.actor("screener"), now()
    with acting(by, at):
        subject = get_case(case).matter.subjects.select_related("record", "matter").first()
        identify_subject(by=by, at=at, subject=subject, person=register.person("c"), reason="Same")
    assert len(compared(world, register)) == 2
    hide(world, case)
    assert compared(world, register) == []
    with acting(by, now()):
        assert Person.objects.exists()

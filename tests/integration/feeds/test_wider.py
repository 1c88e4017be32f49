"""People without an event at the hub: only as assessed, as pointers only, and not for ever."""

from datetime import timedelta

import pytest
from tests.integration.feeds.conftest import people
from tests.world import TUESDAY, a_worry

from mash.casework.intake.actions import receive
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting, as_service
from mash.interfaces.worker.feeds import purge_unused
from mash.registers.people.actions import identify
from mash.registers.people.events import VIEWED
from mash.registers.people.feeds import actions
from mash.registers.people.feeds.permissions import CONSOLE
from mash.registers.people.models import Identification, Merge, Person, Record

pytestmark = pytest.mark.django_db
MATCHING = Actor.service("matching")


def founded(desk, record):
    """A person founded by the machine on one record."""
    with acting(MATCHING, desk.at):
        said = record.said
        person = Person.objects.create(
            given_name=said["given_name"], family_name=said["family_name"], given_key="x", family_key="y"
        )
        Identification.objects.create(
            record=record, person=person, decided_by=str(MATCHING), decided_at=desk.at, reason="alone"
        )
        return person


def test_a_wider_feed_is_refused_without_its_assessment(desk):
    refused = desk.wider(assessment="", assessed_on=None)
    assert refused.code == "feeds:not-assessed"
    assert "the reference of its impact assessment; the day of its impact assessment" in refused.sentence


def test_governance_agrees_a_wider_feed_and_nobody_else_does(desk, world):
    by = world.actor("manager")
    with acting(by, TUESDAY):
        refused = actions.record_feed(
            by=by, at=TUESDAY, agency=world.agencies["health"], title="", purpose="p", clause="c", assessment="a",
            assessed_on=TUESDAY.date(), approver="x", keeps=["name"], purge_days=9,
        )  # fmt: skip
    assert isinstance(refused, Refused)
    assert refused.code == "accounts:role:lacks"


def test_the_database_itself_holds_no_wider_feed_without_its_clause(desk, world):
    from django.db import IntegrityError

    from mash.registers.people.feeds.models import Feed

    with pytest.raises(IntegrityError, match="feeds_wider_ones_are_assessed"), acting(CONSOLE, TUESDAY):
        Feed.objects.create(
            agency=world.agencies["health"], title="x", scope="wider", purpose="p", keeps=[], from_at=TUESDAY
        )


def test_nothing_comes_in_before_a_feed_begins_or_after_it_ended(desk, table, world):
    path = table(people(1))
    assert desk.begin(path, feed=desk.wider(from_at=TUESDAY + timedelta(days=1))).code == "feeds:not-in-force"
    feed = desk.wider()
    by = world.actor("governance")
    with acting(by, TUESDAY):
        actions.end_feed(by=by, at=TUESDAY, feed=feed)
    assert desk.begin(path, feed=feed).code == "feeds:not-in-force"


def test_only_the_agreed_fields_are_taken_in(desk, table):
    desk.take_in(table(people(1)), feed=desk.wider(keeps=["name"]))
    assert desk.live()["R1"] == {"given_name": "Given1", "family_name": "Family1"}


def test_agencies_import_for_themselves_alone(desk, world):
    for who, agency, code in [("health", "health", None), ("health", "police", "feeds:not-yours"),
                              ("manager", "police", None), ("teacher", "school", "accounts:role:lacks")]:  # fmt: skip
        by = world.actor(who)
        with acting(by, TUESDAY):
            found = actions.hub_feed(by=by, at=TUESDAY, agency=world.agencies[agency])
        assert getattr(found, "code", None) == code, who


def test_a_pointer_that_nobody_needed_is_purged(desk, table, owner_connection):
    desk.take_in(table(people(3)), feed=desk.wider(purge_days=100))
    person = founded(desk, desk.records(key="R1")[0])

    assert purge_unused(at=TUESDAY + timedelta(days=99)) == 0
    assert purge_unused(at=TUESDAY + timedelta(days=101)) == 3
    assert purge_unused(at=TUESDAY + timedelta(days=102)) == 0

    assert [(one.said, one.live, one.digest) for one in desk.records()] == [({}, False, "purged")] * 3
    with acting(MATCHING, desk.at):
        person.refresh_from_db()
        assert (person.given_name, person.family_name, person.given_key) == ("", "", "")
        assert {one.withdrawal.cause for one in Record.objects.all()} == {"purged"}
    with acting(CONSOLE, desk.at):
        assert Entry.objects.get(event="feeds:feed:purged").payload["purged"] == 3


def test_a_pointer_whose_person_came_to_the_hub_stays(desk, table, world):
    desk.take_in(table(people(2)), feed=desk.wider(purge_days=100))
    person = founded(desk, desk.records(key="R1")[0])
    by = world.actor("screener")
    with acting(by, TUESDAY):
        contact = receive(by=by, at=TUESDAY, arrival=a_worry())
        with as_service("intake"):
            record = Record.objects.filter(source=f"contact:{contact.ref}").order_by("pk").first()
        identify(by=by, at=TUESDAY, record=record, person=person, reason="the same child")

    assert purge_unused(at=TUESDAY + timedelta(days=101)) == 1
    assert set(desk.live()) == {"R1"}


def test_records_of_hub_events_are_not_purged(desk, table):
    desk.take_in(table(people(2)))
    assert purge_unused(at=TUESDAY + timedelta(days=1_000)) == 0
    assert len(desk.live()) == 2


def test_the_purge_refuses_what_is_not_due(desk, table):
    from django.db import ProgrammingError, connection

    feed = desk.wider(purge_days=100)
    desk.take_in(table(people(2)), feed=feed)
    for name, before in [("feeds", TUESDAY), ("worker", TUESDAY - timedelta(days=200))]:
        with (
            pytest.raises(ProgrammingError, match="only unused pointers"),
            acting(Actor.service(name), TUESDAY),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT mash.purge_pointers(%s, %s, 10)", [feed.public_id, before])
    assert len(desk.live()) == 2


def test_what_rows_said_is_deleted_once_an_import_is_long_over(desk, table):
    run = desk.take_in(table([*people(1), ["R9", "", "", "", ""]]))
    assert len(desk.problems(run)) == 1
    purge_unused(at=TUESDAY + timedelta(days=91))
    assert desk.problems(run) == []


def test_a_pointer_that_somebody_looked_at_stays_and_one_that_the_machine_named_goes(desk, table, world):
    desk.take_in(table(people(2)), feed=desk.wider(purge_days=100))
    seen, named = (founded(desk, desk.records(key=key)[0]) for key in ("R1", "R2"))
    later = TUESDAY + timedelta(days=50)
    for by, person in [(world.actor("screener"), seen), (MATCHING, named)]:
        with acting(by, later):
            append(VIEWED, by=by, at=later, about=[Ref("person", person.public_id)])

    assert purge_unused(at=TUESDAY + timedelta(days=101)) == 1
    assert set(desk.live()) == {"R1"}
    assert purge_unused(at=TUESDAY + timedelta(days=151)) == 1


@pytest.mark.parametrize("stands", ["the pointer's", "the case's", "a third"])
def test_a_pointer_of_somebody_found_to_be_a_person_of_a_case_stays(desk, table, world, stands):
    desk.take_in(table(people(1)), feed=desk.wider(purge_days=100))
    person = founded(desk, desk.records(key="R1")[0])
    by = world.actor("screener")
    with acting(by, TUESDAY):
        contact = receive(by=by, at=TUESDAY, arrival=a_worry())
        with as_service("intake"):
            record = Record.objects.filter(source=f"contact:{contact.ref}").order_by("pk").first()
        identify(by=by, at=TUESDAY, record=record, person=None, reason="new")
    with acting(MATCHING, TUESDAY):
        other = Person.objects.get(identifications__record=record)
        third = Person.objects.create(given_name="R")
        into = {"the pointer's": person, "the case's": other, "a third": third}[stands]
        for one in {person, other, third} - {into}:
            Merge.objects.create(person=one, into=into, at=TUESDAY)
    with acting(by, TUESDAY):
        Subject.objects.filter(record=record).update(person=other)

    assert purge_unused(at=TUESDAY + timedelta(days=101)) == 0

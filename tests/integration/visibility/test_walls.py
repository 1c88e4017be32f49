"""Hidden looks like missing: the walls stand in the database, whoever asks and however."""

from datetime import timedelta

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from tests.integration.casework.test_main_job import (
    arrive,
    asked_and_answered,
    identified_and_rated,
    minutes,
)
from tests.world import TUESDAY, a_worry

from mash.casework.cases.models import Case, Decision, Note
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import PersonSaid
from mash.casework.intake.models import Contact, Draft, Referrer
from mash.casework.matters.actions import grant, identify_subject, restrict
from mash.casework.matters.models import Matter, Subject
from mash.casework.sharing.models import Answer, Item, Request, RequestSubject
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.foundation.visibility.session import NoActorError, current
from mash.registers.people.models import Person, ProtectedAddress, Record

pytestmark = pytest.mark.django_db

POLICED = [
    Case,
    Contact,
    Decision,
    Draft,
    Answer,
    Item,
    Matter,
    Note,
    Person,
    ProtectedAddress,
    Record,
    Referrer,
    Request,
    RequestSubject,
    Subject,
]


def everything_seen():
    return {model.__name__: model.objects.count() for model in POLICED if model.objects.exists()}


@pytest.fixture
def contact(world):
    contact = arrive()
    identified_and_rated(world, contact)
    asked_and_answered(world, contact)
    return contact


def test_without_an_actor_there_is_no_row(contact, own_connection_settings):
    assert everything_seen() == {}
    with pytest.raises(NoActorError):
        current()


@pytest.fixture
def own_connection_settings():
    """What `acting` set is gone with its transaction; in a test's savepoint it is cleared by hand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(s, '', true) FROM unnest(%s::text[]) AS s",
            [["mash.actor", "mash.at", "mash.principals"]],
        )


@pytest.mark.parametrize("who", ["teacher", "governance", "administrator", "city-screener", "practitioner"])
def test_roles_without_the_hubs_work_see_nothing_of_a_case(world, contact, who):
    with acting(world.actor(who), minutes(70)):
        seen = everything_seen()
    # Triage staff of another hub learn that the persons exist in the index, and nothing more.
    assert set(seen) <= ({"Person"} if who == "city-screener" else set())


def test_an_agency_sees_its_own_request_and_nothing_else(world, contact):
    with acting(world.actor("police"), minutes(70)):
        seen = everything_seen()
        assert set(seen) == {"Request", "RequestSubject", "Answer", "Item"}
        assert {one.agency.key for one in Request.objects.all()} == {"police"}
        assert {one.request.agency.key for one in Answer.objects.all()} == {"police"}


def test_a_practitioner_sees_a_case_while_it_is_theirs(world, contact):
    manager, practitioner = world.actor("manager"), world.actor("practitioner")
    with acting(manager, minutes(70)):
        matter = get_case(contact.matter.ref).matter
        grant(
            by=manager,
            at=minutes(70),
            matter=matter,
            user=world.users["practitioner"],
            reason="visit",
            until=minutes(130),
        )
    with acting(practitioner, minutes(71)):
        assert Case.objects.count() == 1
        assert Contact.objects.get().worry.startswith("Rosa")
        assert Record.objects.count() == 2
    with acting(practitioner, minutes(131)):
        assert everything_seen() == {}


def test_a_restricted_case_is_missing_for_the_rest_of_the_hub(world, contact):
    manager = world.actor("manager")
    with acting(manager, minutes(70)):
        restrict(
            by=manager, at=minutes(70), matter=get_case(contact.matter.ref).matter, restriction="restricted"
        )
        assert Case.objects.count() == 1
    with acting(world.actor("screener"), minutes(71)):
        assert {"Case", "Contact", "Matter", "Subject", "Record", "Answer"}.isdisjoint(everything_seen())
        with pytest.raises(Case.DoesNotExist):
            get_case(contact.matter.ref)
    with acting(manager, minutes(72)):
        restrict(by=manager, at=minutes(72), matter=get_case(contact.matter.ref).matter, restriction="open")
    with acting(world.actor("screener"), minutes(73)):
        assert Case.objects.count() == 1


def test_a_protected_address_stays_with_its_hub_and_out_of_requests(world):
    mother = PersonSaid(
        role="parent",
        said={"given_name": "Ana", "family_name": "Bellweather"},
        protected_address={"lines": "9 Hidden Close", "postcode": "ZZ9 9ZZ"},
    )
    contact = arrive(people=(*a_worry().people, mother))
    identified_and_rated(world, contact)
    asked_and_answered(world, contact)
    with acting(world.actor("screener"), minutes(70)):
        assert ProtectedAddress.objects.get().lines == "9 Hidden Close"
        assert ProtectedAddress.objects.get().person.given_name == "Ana"
        assert not any("Hidden" in str(one.said) for one in Record.objects.all())
    with acting(world.actor("police"), minutes(70)):
        assert not ProtectedAddress.objects.exists()
        assert not any("Hidden" in str(one.given) for one in RequestSubject.objects.all())
    with acting(world.actor("city-screener"), minutes(70)):
        assert Person.objects.filter(given_name="Ana").exists()
        assert not ProtectedAddress.objects.exists()


def test_a_hub_cannot_answer_for_an_agency_nor_an_agency_write_into_a_case(world, contact):
    with acting(world.actor("screener"), minutes(70)):
        request = Request.objects.filter(agency__key="police").get()
        about = request.subjects.first()
        with pytest.raises(ProgrammingError), transaction.atomic():
            Answer.objects.create(
                matter=request.matter,
                request=request,
                about=about,
                held="nothing-held",
                systems_searched="-",
                by="seat:1",
                by_name="-",
                at=minutes(70),
            )
    with acting(world.actor("police"), minutes(70)), pytest.raises(ProgrammingError), transaction.atomic():
        Note.objects.create(
            matter_id=request.matter_id, kind="note", text="-", by="-", by_name="-", at=minutes(70)
        )


def test_a_seat_out_of_its_dates_sees_nothing(world, contact):
    with acting(world.actor("screener"), TUESDAY - timedelta(days=365)):
        assert everything_seen() == {}


def test_a_service_sees_only_what_its_work_needs(world, contact):
    with acting(Actor.service("feedback"), minutes(70)):
        assert set(everything_seen()) == {"Contact", "Referrer"}
    with acting(Actor.service("setup"), minutes(70)):
        assert everything_seen() == {}


def test_another_hubs_case_on_the_same_child_is_not_joined_by_identifying(world, contact):
    """Naming a person on a case of another hub does not open the first hub's case to it."""
    with acting(Actor.draft("D2"), minutes(80)):
        second = receive(by=Actor.draft("D2"), at=minutes(80), arrival=a_worry(hub="city"))
    by = world.actor("city-screener")
    with acting(by, minutes(81)):
        rosa = Person.objects.get(given_name="Rosa")
        subject = Subject.objects.select_related("record", "matter").filter(matter=second.matter).first()
        identify_subject(by=by, at=minutes(81), subject=subject, person=rosa, reason="same NHS number")
        assert {one.ref for one in Matter.objects.all()} == {second.matter.ref}
        assert Case.objects.count() == 1


def test_raw_sql_as_the_application_obeys_the_same_walls(world, contact):
    with acting(world.actor("city-screener"), minutes(70)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE actor <> mash.actor()")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT set_config('mash.projecting', 'on', true)")
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)


def test_the_application_cannot_switch_the_walls_off(world):
    for statement in (
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "DROP POLICY sees ON cases_case",
        "SET ROLE mash_owner",
        "TRUNCATE ledger_entry CASCADE",
        "UPDATE ledger_entry SET event = 'x'",
        "DELETE FROM ledger_entry",
        "INSERT INTO ledger_entry (at, actor, event) VALUES (now(), 'x', 'y')",
    ):
        with (
            pytest.raises((ProgrammingError, psycopg.Error)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

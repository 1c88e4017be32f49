"""The ledger is written first, by its one function, and by nobody else; nothing in it can be changed."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from tests.integration.casework.test_main_job import arrive, minutes
from tests.world import build

from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.ledger.models import Entry, Mention
from mash.foundation.visibility import acting
from mash.registers.accounts.events import SEAT_CHOSEN

pytestmark = pytest.mark.django_db


def test_an_entry_names_who_when_what_and_about_whom():
    world = build()
    by = world.actor("screener")
    with acting(by, minutes(1)):
        number = append(SEAT_CHOSEN, by=by, at=minutes(1), about=[Ref("user", "1")], payload={"seat": 1})
        entry = Entry.objects.get(pk=number)
    assert (entry.actor, entry.actor_name, entry.actor_role) == (
        str(by),
        "Screener Person",
        "screener:county-children",
    )
    assert entry.at == minutes(1)
    with acting(world.actor("governance"), minutes(2)):
        assert [str(one) for one in Mention.objects.filter(entry=number)] == ["user:1"]


def test_nobody_writes_in_anothers_name():
    world = build()
    with acting(world.actor("screener"), minutes(1)), pytest.raises(ProgrammingError), transaction.atomic():
        append(SEAT_CHOSEN, by=world.actor("decider"), at=minutes(1), about=[])


def test_a_payload_holds_only_what_its_event_declares():
    world = build()
    by = world.actor("screener")
    with acting(by, minutes(1)), pytest.raises(ValueError, match="does not declare"):
        append(SEAT_CHOSEN, by=by, at=minutes(1), about=[], payload={"name": "Rosa"})


def test_a_refusal_is_kept_although_the_work_is_rolled_back():
    world = build()
    by = world.actor("police")

    def refused_and_broken():
        with acting(by, minutes(1)):
            refuse("cases:case:rate", Refused("no", "No."), by=by, at=minutes(1))
            append(SEAT_CHOSEN, by=by, at=minutes(1), about=[], payload={"seat": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused_and_broken()
    with acting(by, minutes(1)):
        (entry,) = Entry.objects.all()
    assert (entry.event, entry.payload) == (
        "ledger:action:refused",
        {"action": "cases:case:rate", "code": "no"},
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET event = 'nothing'",
        "DELETE FROM ledger_mention",
        "TRUNCATE ledger_entry CASCADE",
        "SET session_replication_role = replica; DELETE FROM ledger_mention",
    ],
)
def test_even_the_superuser_meets_the_triggers(superuser_connection, statement):
    with pytest.raises(psycopg.Error, match="append-only"):
        superuser_connection.execute(statement)


def test_who_has_looked_is_told_to_those_who_see_the_case_alone():
    world = build()
    contact = arrive()
    for who, told in [
        ("screener", True),
        ("city-screener", False),
        ("police", False),
        ("administrator", False),
    ]:
        with acting(world.actor(who), minutes(5)), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) > 0 FROM mash.who_has_looked(%s)", [contact.matter.ref])
            assert cursor.fetchone() == (told,), who


def test_a_draft_holder_reads_no_entry_but_their_own():
    build()
    arrive()
    with acting(Actor.draft("ANOTHER"), minutes(5)):
        assert not Entry.objects.exists()

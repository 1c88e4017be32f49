"""The ledger is written first, by its one function, and by nobody else; nothing in it can be changed."""

import pytest
from django.db import ProgrammingError, transaction
from tests.integration.casework.test_main_job import minutes

from mash.foundation.kernel import Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.ledger.models import Entry, Mention
from mash.foundation.visibility import acting
from mash.registers.accounts.events import SEAT_CHOSEN

pytestmark = pytest.mark.django_db


def test_an_entry_names_who_when_what_and_about_whom(world):
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


def test_nobody_writes_in_anothers_name(world):
    with acting(world.actor("screener"), minutes(1)), pytest.raises(ProgrammingError), transaction.atomic():
        append(SEAT_CHOSEN, by=world.actor("decider"), at=minutes(1), about=[])


def test_a_payload_holds_only_what_its_event_declares(world):
    by = world.actor("screener")
    with acting(by, minutes(1)), pytest.raises(ValueError, match="does not declare"):
        append(SEAT_CHOSEN, by=by, at=minutes(1), about=[], payload={"name": "Rosa"})


def test_a_refusal_is_kept_although_the_work_is_rolled_back(world):
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

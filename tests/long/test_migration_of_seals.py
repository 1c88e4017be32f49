"""What was for the hub only goes under seal and back; what was sealed since never goes back to where all would read it."""

from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import DatabaseError
from tests.conftest import _default_connection
from tests.integration.casework.sealing import LATER, OPEN, SECRET, asked_and_answered, item, sealed_item

from mash.casework.sharing.models import Item, Request, SealedAnswer, SealedItem
from mash.cli.migration import migrate
from mash.foundation.visibility import acting

WHY = import_module("mash.casework.sharing.migrations.0003_move_under_seal").WHY


@pytest.fixture
def world(own_database, world):
    world.clear("decider")
    return world


def all_rows(query):
    with connection.cursor() as cursor:
        cursor.execute("SET mash.projecting = 'on'")
        cursor.execute(query)
        found = cursor.fetchall()
        cursor.execute("RESET mash.projecting")
        return found


def test_there_and_back(own_database, world):
    asked_and_answered(world, item(), sealed_item(sealed_reason=WHY))
    with _default_connection(own_database.owner_dsn):
        call_command("migrate", "sharing", "0001", verbosity=0)
        kept = all_rows("SELECT text, handling FROM sharing_item ORDER BY text")
        assert kept == [(SECRET, "hub-only"), (OPEN, "case-agencies")]
        assert all_rows("SELECT working, version FROM sharing_request") == [("{}", 1)]
        migrate(verbosity=0)
    with acting(world.actor("decider"), LATER):
        (one,) = SealedItem.objects.select_related("answer")
        assert (one.text, one.reason, one.answer.by_name) == (SECRET, WHY, "Police Person")
        assert SealedAnswer.objects.count() == 1
    for who in ("screener", "police"):
        with acting(world.actor(who), LATER):
            assert [each.text for each in Item.objects.all()] == [OPEN]
            assert SealedItem.objects.count() == (1 if who == "police" else 0)
            assert Request.objects.get().state == "answered"


def test_what_was_sealed_since_stays_where_it_is(own_database, world):
    asked_and_answered(world, item(), sealed_item())
    with _default_connection(own_database.owner_dsn):
        with pytest.raises(DatabaseError, match="sealed since"):
            call_command("migrate", "sharing", "0001", verbosity=0)
        migrate(verbosity=0)
    with acting(world.actor("decider"), LATER):
        assert SealedItem.objects.count() == 1

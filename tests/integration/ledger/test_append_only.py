"""Nothing in the log is changed, by whoever asks; what was lawfully erased becomes empty, and nothing more."""

from contextlib import contextmanager
from itertools import product

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from mash.foundation.kernel.time import now
from mash.foundation.ledger import append
from mash.foundation.ledger.events import ERASED
from mash.foundation.ledger.models import Entry, Erasure, Mention, Seal
from mash.foundation.visibility import acting

TABLES = (
    "entry", "mention", "seal", "leaf", "tile", "logkey", "checkpoint", "cosignature", "erasure",
)  # fmt: skip


STATEMENTS = (
    "UPDATE {0} SET {1} = {1}",
    "DELETE FROM {0}",
    "TRUNCATE {0} CASCADE",
    "SET session_replication_role = replica; DELETE FROM {0}",
)


def test_even_the_superuser_meets_the_triggers(log, superuser_connection):
    lead = log.world.actor("governance")
    numbers = log.say(300)
    log.sign()
    with acting(lead, now()):
        erase(numbers[0], by=lead)
    for table, statement in product(TABLES, STATEMENTS):
        name = f"ledger_{table}"
        column, many = superuser_connection.execute(
            "SELECT column_name, (SELECT count(*) FROM ledger_tile) FROM information_schema.columns"
            " WHERE table_name = %s ORDER BY ordinal_position LIMIT 1",
            [name],
        ).fetchone()
        assert many, "there is something to change"
        if superuser_connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() is None:
            assert table == "cosignature", "no witness has signed here"
            continue
        with pytest.raises(psycopg.Error, match="append-only"):
            superuser_connection.execute(statement.format(name, column))
        superuser_connection.rollback()


@contextmanager
def refused():
    """What is done here the database refuses, and the transaction goes on."""
    with pytest.raises(ProgrammingError), transaction.atomic():
        yield


def erase(number, *, by):
    leaf = Seal.objects.get(pk=number).leaf
    said = append(
        ERASED,
        by=by,
        at=now(),
        about=[],
        payload={"entry": number, "leaf": leaf, "ground": "retention"},
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.erase(%s, %s)", [number, said])
    return said


def test_what_is_erased_is_empty_and_says_why(log):
    lead = log.world.actor("governance")
    number, kept = log.say(2)
    log.sign()
    with acting(lead, now()):
        said = erase(number, by=lead)
        gone = Entry.objects.get(pk=number)
        assert (gone.payload, gone.actor_name, gone.purpose) == ({}, "", "")
        assert not Mention.objects.filter(entry=number).exists()
        assert Seal.objects.get(pk=number).salt is None
        assert Erasure.objects.get(pk=number).because_id == said
        assert Entry.objects.get(pk=kept).payload
        assert Mention.objects.filter(entry=kept).exists()


def test_nothing_is_erased_without_an_entry_that_says_so(log):
    lead = log.world.actor("governance")
    number, other = log.say(2)
    log.sign()
    with acting(lead, now()):
        earlier = append(
            ERASED,
            by=lead,
            at=now(),
            about=[],
            payload={"entry": number, "leaf": 0, "ground": "retention"},
        )
    for because in (earlier, other, 0):
        with acting(lead, now()), refused(), connection.cursor() as cursor:
            cursor.execute("SELECT mash.erase(%s, %s)", [number, because])
    with acting(lead, now()):
        said = erase(number, by=lead)
    log.sign()
    with acting(lead, now()), refused():
        erase(said, by=lead)
    with acting(lead, now()), refused(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET payload = '{}' WHERE id = %s", [other])

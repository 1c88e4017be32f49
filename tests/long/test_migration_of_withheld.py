"""What a restricted matter says, in a database from before that was kept from others."""

from django.core.management import call_command
from django.db import connection
from tests.conftest import _default_connection
from tests.integration.people.test_clusters import identified, the_contact
from tests.integration.people.test_withheld import OPEN, Child, related

from mash.cli.migration import migrate
from mash.registers.people.models import Address
from mash.registers.people.queries import household


def test_relationships_that_say_the_same_become_one_where_the_migration_is_undone(own_database, world):
    child = Child(world)
    child.restrict()
    tilly = identified(child.register, the_contact(child.register, given_name="Tilly", family_name="Mill"))
    related(child, tilly, record=child.restricted.record)
    related(child, tilly, who="screener", record=child.open.record)
    with _default_connection(own_database.owner_dsn):
        call_command("migrate", "people", "0003", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET mash.projecting = 'on'")
            cursor.execute("SELECT count(*) FROM people_relationship")
            assert cursor.fetchone() == (1,)
            cursor.execute("RESET mash.projecting")
        migrate(verbosity=0)
    with child.acting():
        assert household([child.rosa]) == [(tilly, "sibling of")]


def test_the_migration_teaches_addresses_their_records_and_can_be_undone(own_database, world):
    child = Child(world)
    again = the_contact(child.register, family_name="Bell", address=OPEN)
    identified(child.register, again, child.rosa)
    child.restrict()
    child.restrict(subject=again)
    with _default_connection(own_database.owner_dsn):
        call_command("migrate", "people", "0002", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SET mash.projecting = 'on'")
            cursor.execute("SELECT lines FROM people_address ORDER BY id")
            assert [lines for (lines,) in cursor.fetchall()] == ["4 Tannery Row", "9 Mill Lane"]
            # As in a database from before: nothing is known of who may see an address.
            cursor.execute("DROP TRIGGER visibility_project ON people_address")
            cursor.execute("ALTER TABLE people_address DROP COLUMN withheld CASCADE")
            cursor.execute("RESET mash.projecting")
        migrate(verbosity=0)
    assert child.lines() == ["4 Tannery Row"]
    with child.acting("manager"):
        rows = Address.objects.order_by("lines", "record_id").values_list("lines", "record_id")
        assert list(rows) == [
            ("4 Tannery Row", child.open.record_id),
            ("4 Tannery Row", again.record_id),
            ("9 Mill Lane", child.restricted.record_id),
        ]

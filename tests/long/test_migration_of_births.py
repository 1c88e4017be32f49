"""A birth that stood on the person's row alone, from before it was said in a matter."""

from django.core.management import call_command
from tests.conftest import _default_connection
from tests.integration.people.test_births import BORN, BORN_ROW, UNBORN_ROW, Unborn

from mash.casework.matters.actions import restrict
from mash.cli.migration import migrate
from mash.foundation.visibility import acting
from mash.registers.people.models import Person


def test_the_migration_makes_a_record_of_a_birth_that_stood_on_the_row_alone(own_database, world):
    unborn = Unborn(world)
    with unborn.acting("manager"):
        Person.objects.filter(pk=unborn.child.pk).update(date_of_birth=BORN, given_name="Ada", sex="female")
    by, at = unborn.register.world.actor("manager"), unborn.register.tick()
    with acting(by, at):  # as it was done before there was this rule
        assert restrict(by=by, at=at, matter=unborn.other.matter, restriction="restricted")
    assert unborn.row() == BORN_ROW
    with _default_connection(own_database.owner_dsn):
        call_command("migrate", "matters", "0003", verbosity=0)
        migrate(verbosity=0)
    assert unborn.row() == UNBORN_ROW
    assert unborn.in_case("manager", unborn.other) == ("Ada Moss", BORN, False)
    unborn.restrict("open")
    assert unborn.row() == BORN_ROW

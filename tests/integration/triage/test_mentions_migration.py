"""Contacts from before there were mentions are counted too, by whoever sees them."""

from django.core.management import call_command
from tests.conftest import _default_connection
from tests.integration.triage.waiting import notified, somebody

from mash.casework.cases.models import Mention
from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.queries.repeats import repeats_for
from mash.cli.migration import migrate
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting


def test_there_and_back(own_database, world):
    ada = somebody("Ada", house="4")
    notified(ada, days=20)
    latest = notified(ada)
    with _default_connection(own_database.owner_dsn):
        call_command("migrate", "cases", "0006", verbosity=0)
        migrate(verbosity=0)
    with acting(world.actor("screener"), now()):
        assert Mention.objects.count() == 4
        assert repeats_for(get_case(latest).matter_id, at=now()).counts[3] == 1
    with acting(world.actor("city-screener"), now()):
        assert not Mention.objects.exists()

"""One set of marks, made from what contacts say: there and back, with contacts from before there were marks."""

import psycopg
import pytest
from django.core.management import call_command
from tests.conftest import _default_connection
from tests.integration.triage.waiting import notified, somebody

from mash.casework.cases.queries.picture import get_case
from mash.casework.cases.queries.repeats import repeats_for
from mash.casework.intake.models import Contact
from mash.casework.joining.models import Mark
from mash.casework.joining.queries import suggested
from mash.cli.migration import migrate
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

KEPT = "SELECT contact_id, key, received_at FROM {} ORDER BY 1, 2"


def rows(database, query):
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("SET mash.projecting = 'on'")
        return owner.execute(query).fetchall()


def found(world, ref):
    """How many came before the contact of this case within three months, and whom it is like."""
    with acting(world.actor("screener"), now()):
        (contact,) = Contact.objects.filter(matter__ref=ref)
        alike = suggested([contact], at=now())
        return (
            repeats_for(contact.matter_id, at=now()).counts[3],
            {one.contact.matter: one.evidence for one in alike},
        )


@pytest.mark.parametrize(
    "back", [("joining", "0001"), ("cases", "0006", "joining", "zero")], ids=["with marks", "without"]
)
def test_there_and_back(own_database, world, back):
    ada = somebody("Ada", house="4")
    notified(ada, days=20)
    latest = notified(ada)
    answer = notified(worry=f"In answer to {_contact(world, latest)}: she is safe.")
    before, kept = found(world, latest), rows(own_database, KEPT.format("joining_mark"))
    assert before == (1, {answer: ("quoted",)})
    with _default_connection(own_database.owner_dsn):
        for app, name in zip(back[::2], back[1::2], strict=True):
            call_command("migrate", app, name, verbosity=0)
        if back[0] == "joining":
            # What each kept of people and homes is what its own code would have written.
            alike = rows(own_database, "SELECT kind, value FROM joining_mark WHERE kind <> 'quoted'")
            assert set(alike) == {("born", "ada|quillon|2016-04-05"), ("place", "zz28qq:4")}
            keys = [row for row in kept if row[1:2] in rows(own_database, "SELECT key FROM cases_mention")]
            assert rows(own_database, KEPT.format("cases_mention")) == keys
            assert len(keys) == 4
        migrate(verbosity=0)
    assert found(world, latest) == before
    assert rows(own_database, KEPT.format("joining_mark")) == kept
    with acting(world.actor("city-screener"), now()):
        assert not Mark.objects.exists()


def _contact(world, ref):
    with acting(world.actor("screener"), now()):
        return get_case(ref).matter.contacts.get().ref

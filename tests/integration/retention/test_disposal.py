"""What is disposed of is gone everywhere, and the log that told of it is whole."""

from datetime import timedelta

import pytest
from tests.integration.casework.sealing import item, sealed_item
from tests.integration.retention.old_cases import FAR, RETENTION, TYPED, approved, closed
from tests.world import build

from mash.foundation.visibility import acting
from mash.oversight.retention.actions import carry_out
from mash.oversight.retention.models import Disposal

SOON = FAR + timedelta(days=8)


def everything(connection) -> str:
    """All that all tables say, as one text."""
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%'"
        )
    ]
    return "\n".join(
        f"{table} {row}"
        for table in tables
        for (row,) in connection.execute(f"SELECT t::text FROM {table} t")
    )


@pytest.mark.usefixtures("own_database")
def test_all_goes(superuser_connection):
    world = build()
    world.clear("decider")
    matter = closed(world, item(), sealed_item(), file=True)
    said = everything(superuser_connection)
    superuser_connection.rollback()
    assert [word for word in TYPED if word not in said] == []
    made = approved(world, matter)
    with acting(RETENTION, SOON):
        done = carry_out(by=RETENTION, at=SOON, ref=made.ref)
    assert isinstance(done, Disposal), done
    left = everything(superuser_connection)
    assert [
        (word, [line for line in left.splitlines() if word in line][:2]) for word in TYPED if word in left
    ] == []

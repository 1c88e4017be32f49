"""A case with answers, and two leads at its hub."""

import pytest
from tests.integration.cases_web.conftest import Room, arrive
from tests.world import BEFORE, SETUP

from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite


@pytest.fixture
def world(world):
    with acting(SETUP, BEFORE):
        user = invite(by=SETUP, at=BEFORE, email="deputy@example.org", name="Deputy Person")
        world.users["deputy"] = user
        world.seats["deputy"] = give_seat(
            by=SETUP, at=BEFORE, user=user, role="governance", desk=world.desks["county-children"]
        )
    world.clear("decider")
    return world


@pytest.fixture
def room(world):
    return Room(world, arrive())

"""A county hub with a case, and a lead of each hub."""

import pytest
from tests.integration.cases_web.conftest import arrive
from tests.world import BEFORE, SETUP

from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite


@pytest.fixture
def world(world):
    with acting(SETUP, BEFORE):
        for who, role, hub in (("city-lead", "governance", "city"), ("city-manager", "manager", "city")):
            user = invite(by=SETUP, at=BEFORE, email=f"{who}@example.org", name=f"{who.capitalize()} Person")
            world.users[who] = user
            world.seats[who] = give_seat(
                by=SETUP, at=BEFORE, user=user, role=role, hub=world.hubs[hub], desk=None
            )
    return world


@pytest.fixture
def contact(world):
    return arrive()


@pytest.fixture
def ref(contact):
    return contact.matter.ref

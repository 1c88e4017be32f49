"""A small register in a hub: records of feeds by letter, a child with a case, and whoever signs in."""

import pytest
from django.core.cache import cache
from tests.integration.agency.asking import client
from tests.integration.people.clusters_world import Register

from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.models import Person


@pytest.fixture
def world(world):
    cache.clear()
    return world


@pytest.fixture
def register(world):
    found = Register(world)
    found.model()
    return found


@pytest.fixture
def sign_in(world):
    return lambda who="screener": client(world, who)


@pytest.fixture
def named(world):
    """The person of this given name, as the manager sees them."""

    def find(given, who="manager"):
        with acting(world.actor(who), now()):
            return Person.objects.filter(given_name=given).order_by("pk").first()

    return find

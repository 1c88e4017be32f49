"""One case, and people signed in who work on it."""

import pytest
from django.test import Client
from tests.world import a_worry

from mash.casework.intake.actions import receive
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Room:
    """The cases room as one person uses it: `room("decider").get("rate")`."""

    def __init__(self, world, contact):
        self.world, self.contact, self.ref = world, contact, contact.matter.ref
        self._clients = {}

    def __call__(self, who):
        if who not in self._clients:
            client = Client()
            client.force_login(self.world.users[who], backend=BACKEND)
            self._clients[who] = client
        return Seated(self._clients[who], self.ref)

    def arrive(self, **changes):
        return arrive(**changes)


class Seated:
    def __init__(self, client, ref):
        self.client, self.ref = client, ref

    def get(self, page="", ref=None, **query):
        return self.client.get(f"/cases/{ref or self.ref}/{page}", query)

    def post(self, page, **data):
        return self.client.post(f"/cases/{self.ref}/{page}", data)


def arrive(**changes):
    at = now()
    with acting(Actor.draft("DRAFT"), at):
        return receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry(**changes))


@pytest.fixture
def room(world):
    return Room(world, arrive())

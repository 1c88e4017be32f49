"""A visitor's browser without a screen, in the small world of the tests."""

import re
from dataclasses import dataclass, field

import pytest
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class Visitor:
    """Somebody at the form: `visitor.go(path)`, `visitor.post(path, ...)`, and the form that they fill in."""

    client: Client = field(default_factory=Client)
    ref: str = ""

    def go(self, path, status=200):
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.content.decode()

    def post(self, path, data=None, status=302):
        answer = self.client.post(path, data or {})
        assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[:3000])
        return answer["Location"] if status == 302 else answer.content.decode()

    def start(self, population="children", area="county"):
        place = self.post("/", {"population": population, "area": area})
        self.ref = re.search(r"/report/([0-9A-Z-]+)/", place)[1]
        return place

    def at(self, page):
        return f"/report/{self.ref}/{page}"

    def answer(self, section, status=302, **answers):
        return self.post(self.at(f"about/{section}"), answers, status)

    def urgent(self, population="children", **you):
        """Answer all that must be answered."""
        self.start(population)
        self.answer("person", given_name="Rosa", family_name="Bellweather")
        self.answer("worry", worry="She was alone at night.", danger="no")
        return self.answer(
            "you", klass="public", name="Vera Thistle", phone="01632 960 123", email="vera@example.org", **you
        )

    def send(self):
        return self.post(self.at("send"))


@pytest.fixture
def visitor(world) -> Visitor:
    return Visitor()


@pytest.fixture
def teacher(world) -> Visitor:
    """A professional who signed in."""
    someone = Visitor()
    someone.client.force_login(world.users["teacher"], backend=BACKEND)
    return someone

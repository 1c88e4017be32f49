"""A force's system sends notifications with a token and a signature, and reads what became of them."""

import json
from datetime import timedelta

from django.test import Client
from tests.integration.notifications import flood
from tests.races import at_once
from tests.world import BEFORE, SETUP

from mash.casework.intake.models import Contact
from mash.casework.notifications import actions, secrets
from mash.casework.notifications.permissions import CONSOLE
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.interfaces.worker.notifications import take_waiting
from mash.registers.accounts.actions import make_token

ADDRESS = "/api/v1/notifications"


class System:
    """The force's own machine."""

    def __init__(self, force, who="police"):
        with acting(CONSOLE, now()):
            self.secret = actions.make_secret(by=CONSOLE, at=now(), source=force.source)
        self.client = self.of(force.world, who)

    def of(self, world, who):
        with acting(SETUP, BEFORE):
            token = make_token(by=SETUP, at=BEFORE, seat=world.seats[who], name="Force")
        return Client(headers={"Authorization": f"Bearer {token}"})

    def send(self, *items, key="key-0001", secret=None, client=None, at=None, **more):
        body = json.dumps({"source": "county-ppn", "notifications": items, **more}).encode()
        signature = secrets.signature(secret or self.secret, body, at=at or now())
        return (client or self.client).post(
            ADDRESS,
            body,
            content_type="application/json",
            headers={"Idempotency-Key": key, "Mash-Signature": signature},
        )


def item(number, **more):
    return {
        "reference": f"P{number}",
        "incident": "I1",
        "grade": "High",
        "summary": f"Call {number}",
        "people": [{"given_name": "Ada", "family_name": "Lark", "date_of_birth": "2015-02-03"}],
        **more,
    }


def contacts(world):
    with acting(world.actor("screener"), now()):
        return list(Contact.objects.order_by("pk"))


def test_what_is_sent_arrives_once_and_each_row_is_answered_for(force):
    system = System(force)
    sent = [
        item(1),
        item(1),
        item(2, people="\x00\ud800"),
        {"summary": "no reference"},
        "not an object",
        item(1, grade="Low"),
    ]
    got = system.send(*sent, declared=6)
    assert got.status_code == 200, got.content
    answer = got.json()
    assert [(one["state"], one["code"]) for one in answer["rows"]] == [
        ("received", ""),
        ("duplicate", ""),
        ("received", ""),
        ("rejected", "no-reference"),
        ("rejected", "no-reference"),
        ("received", ""),
    ]
    assert answer["rows"][5]["corrects"] is True
    assert answer["sum"] == {
        "sent": 6, "received": 3, "duplicates": 1, "rejected": 2, "waiting": 0, "corrected": 1, "declared": 6,
        "batches": 1, "adds_up": True,
    }  # fmt: skip
    assert system.send(*sent, declared=6).json() == answer
    assert len(contacts(force.world)) == 3
    assert system.send(item(3)).json()["error"]["code"] == "notifications:key-reused"

    # A long call is stored at once and taken in by the worker.
    many = system.send(*(item(n) for n in range(10, 22)), key="key-0002").json()
    assert many["sum"]["waiting"] == 12
    assert take_waiting(at=now()) == 12
    day = now().astimezone().date().isoformat()
    for client in (system.client, system.of(force.world, "screener"), system.of(force.world, "governance")):
        found = client.get(f"{ADDRESS}/days/{day}", {"source": "county-ppn"})
        assert found.status_code == 200, found.content
        assert (found.json()["sum"]["sent"], found.json()["sum"]["received"]) == (18, 15)
        assert {one["code"] for one in found.json()["rejected"]} == {"no-reference"}
    other = system.of(force.world, "health").get(f"{ADDRESS}/days/{day}", {"source": "county-ppn"})
    assert other.json()["sum"]["sent"] == 0
    assert system.send(item(90), key="key-0003").json()["sum"]["received"] == 1


def test_nobody_else_sends_and_no_call_is_replayed(force):
    system = System(force)
    refused = [
        system.send(item(1), secret="x" * 43),
        system.send(item(1), at=now() - timedelta(minutes=6)),
        system.send(item(1), client=system.of(force.world, "health")),
        system.send(item(1), client=system.of(force.world, "screener")),
    ]
    assert [one.status_code for one in refused] == [403] * 4
    assert [one.json()["error"]["code"] for one in refused[:2]] == ["wrong-signature"] * 2
    assert system.send().status_code == 422
    assert system.send(item(1), key="short").status_code == 422
    assert contacts(force.world) == []


def sends(system):
    """Send a call, and what was answered."""

    def send(call, key):
        got = system.send(*call, key=key)
        assert got.status_code == 200, got.content
        return got.json()

    return send


def test_a_flood_of_calls_twice_at_once_adds_up(own_database, force):
    system = System(force)
    flood.by_api(force, sends(system), at_once, lambda: take_waiting(at=now()), many=60, size=25, seed=8)

"""What is written in a case turns up where it may, and nowhere else."""

from __future__ import annotations

import html
import json
import logging
import re

import pytest
from tests.integration.casework.test_main_job import minutes
from tests.long.attacks.conftest import canaries

from mash.casework.cases.queries.picture import get_case
from mash.casework.matters.actions import grant
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry, Mention
from mash.foundation.outbox.models import Event, Message
from mash.foundation.visibility import acting
from mash.interfaces.web.routes import listing

MOST_PAGES = 160
LINK = re.compile(r'(?:href|action|hx-get|hx-post|src|data-[a-z-]+)="(/[^"#]*)')
SEARCHES = [
    {"family": "Ofcanary"},
    {"family": "Ofhidden"},
    {"family": "Ofcity"},
    {"house": "2017", "postcode": "ZZ1 4AB"},
]

# Of a person, other hubs' triage staff read the index: who they are and where they live.
INDEXED = {"CANARY-name", "CANARY-address"}
POLICE = {f"CANARY-police{one}" for one in ("caseagencies", "askoriginator", "systems", "worries", "working")}
ASKED = {
    f"{case}-{one}"
    for case in ("CANARY", "HIDDEN", "CITY")
    for one in ("name", "address", "purpose", "question")
}
MAY = {
    "anyone": set(),
    "teacher": set(),
    "administrator": set(),
    "governance": set(),
    "practitioner": set(),
    "police": POLICE | ASKED,
    "city-screener": INDEXED | {"CITY"},
    "screener": {"CANARY", "CITY-name", "CITY-address"},
    "adult-screener": {"CANARY", "CITY-name", "CITY-address"},
}


def walk(browser, email, starts=()):
    """Every page that a reader can open from where their work begins: {address: response}."""
    waiting = ["/", "/home", "/seats", "/account/", *starts]
    waiting += [
        route["examples"][email]
        for route in listing()
        if email in route["examples"] and "GET" in route["methods"]
    ]
    found = {}
    while waiting and len(found) < MOST_PAGES:
        path = html.unescape(waiting.pop(0))
        if path in found or path.startswith(("/static", "/sign-out", "/api")):
            continue
        response = browser.get(path)
        found[path] = response
        if response.status_code in {301, 302}:
            waiting.insert(0, response["Location"].partition("#")[0])
        elif response["Content-Type"].startswith("text/html"):
            waiting += LINK.findall(response.content.decode())
    return found


def shown(found):
    """Each class of secret with the first address where it stood."""
    places = {}
    for path, response in found.items():
        for one in canaries(response.content.decode(errors="replace") + str(dict(response.items()))):
            places.setdefault(one, path)
    return places


def too_much(who, places):
    allowed = MAY[who]
    return {
        one: path
        for one, path in places.items()
        if one not in allowed and one.partition("-")[0] not in allowed
    }


@pytest.mark.parametrize("who", MAY)
def test_nobody_reads_more_than_their_seat_lets_them(scene, who, caplog):
    caplog.set_level(logging.INFO)
    browser = scene.browser(who)
    email = "anyone" if who == "anyone" else scene.world.users[who].email
    found = walk(browser, email)
    for number, search in enumerate(SEARCHES):
        found[f"search {number}"] = browser.post("/desk/people", search)
    places = shown(found)
    assert too_much(who, places) == {}
    if who in {"screener", "police", "city-screener"}:
        assert len(places) > 2, "the walk meets what may be seen"
    assert max(response.status_code for response in found.values()) < 500
    assert not [path for path in found if canaries(path)], "no secret stands in an address"
    assert not [one.getMessage() for one in caplog.records if canaries(one.getMessage())]


@pytest.mark.parametrize(
    "who", ["police", "teacher", "governance", "practitioner", "administrator", "city-screener", "screener"]
)
def test_a_machine_reads_no_more_than_its_seat(scene, who):
    machine = scene.machine(who)
    found = {}
    for desk in ("county-children", "county-adults", "city-children"):
        for noun in ("cases", "referrals"):
            found[f"{noun} {desk}"] = machine.get(f"/api/v1/{noun}", {"desk": desk})
    for case in (scene.open, scene.hidden, scene.city):
        found[f"case {case['matter']}"] = machine.get(f"/api/v1/cases/{case['matter']}")
        found[f"contact {case['contact']}"] = machine.get(f"/api/v1/referrals/{case['contact']}")
    allowed = {"screener": {"CANARY-name", "CANARY-worry"}, "city-screener": {"CITY-name", "CITY-worry"}}
    assert set(shown(found)) == allowed.get(who, set())
    everything = b" ".join(one.content for one in found.values()).decode()
    assert scene.hidden["matter"] not in everything


def test_a_practitioner_given_the_case_does_not_learn_the_protected_address(scene):
    by = scene.world.actor("manager")
    with acting(by, minutes(99)):
        grant(
            by=by,
            at=minutes(99),
            matter=get_case(scene.open["matter"]).matter,
            user=scene.world.users["practitioner"],
            reason="visit",
            until=now().replace(year=now().year + 1),
        )
    browser = scene.browser("practitioner")
    found = walk(browser, scene.world.users["practitioner"].email, [f"/cases/{scene.open['matter']}/"])
    for place in (0, 1):
        found[f"address {place}"] = browser.post(f"/cases/{scene.open['matter']}/people/{place}/address")
    places = shown(found)
    assert "CANARY-worry" in places
    assert {one for one in places if "protected" in one or not one.startswith("CANARY")} == set()


def test_a_protected_address_stands_on_its_own_page_alone(scene):
    found = walk(
        scene.browser("screener"), scene.world.users["screener"].email, [f"/cases/{scene.open['matter']}/"]
    )
    assert "CANARY-protected" not in shown(found)
    assert (
        b"CANARY-protected"
        in scene.browser("screener").post(f"/cases/{scene.open['matter']}/people/1/address").content
    )


def test_the_ledger_holds_no_text_of_a_case(scene):
    for who in ("screener", "police", "manager"):
        walk(scene.browser(who), scene.world.users[who].email, [f"/cases/{scene.open['matter']}/"])
    for lead in ("governance", "screener", "police", "manager"):
        with acting(scene.world.actor(lead), now()):
            held = [
                f"{one.event} {one.actor} {one.actor_name} {one.actor_role} {one.purpose} {json.dumps(one.payload)}"
                for one in Entry.objects.all()
            ]
            held += [f"{one.kind} {one.ref}" for one in Mention.objects.all()]
        assert len(held) > 10
        assert [one for one in held if canaries(one)] == []
    csv = scene.browser("governance").get("/governance/ledger.csv").content.decode()
    assert csv.count("\n") > 20
    assert canaries(csv) == set()


def test_messages_and_events_carry_references_alone(scene):
    with acting(Actor.service("worker"), now()):
        messages = [f"{one.template} {one.reference} {one.code} {one.link}" for one in Message.objects.all()]
        events = [f"{one.name} {json.dumps(one.ids)}" for one in Event.objects.all()]
    assert messages
    assert events
    assert [one for one in [*messages, *events] if canaries(one)] == []

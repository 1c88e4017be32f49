"""Everything that was ever shared about a person or a case, with whom and on which ground."""

import csv
import io
import re

import pytest
from tests.integration.agency.asking import answered, ask, client
from tests.integration.governance.test_ledger_pages import another_lead, text
from tests.world import TUESDAY

from mash.casework.cases.events import VIEWED
from mash.casework.matters.models import Matter, Subject
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import now
from mash.foundation.ledger import append, declared
from mash.foundation.ledger.models import Entry
from mash.foundation.visibility import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(world):
    return client(world, "governance")


def lines(answer):
    return list(csv.DictReader(io.StringIO(text(answer))))


def asked_and_answered(world):
    """A request about one of two children, answered; (person asked about, the other person, case, request)."""
    request = ask(world, people=1)
    answered(client(world, "police"), request, people=1)
    with acting(world.actor("screener"), now()):
        matter = Matter.objects.get()
        one, other = (each.person.public_id for each in Subject.objects.select_related("person")[:2])
    return one, other, matter.ref, request


def test_what_was_shared_about_a_person_is_told_by_recipient(world, lead):
    person, other, _case, request = asked_and_answered(world)
    found = lines(lead.get("/governance/shares.csv", {"ref": person, "kind": "person"}))
    assert {(one["key"], one["event"]) for one in found} == {
        ("police", "sharing:request:sent"),
        ("police", "sharing:request:viewed"),
        ("", "sharing:request:answered"),
    }
    assert {one["with whom"] for one in found} == {"Ostermarch Police", "The hub"}
    (sent,) = (one for one in found if one["event"] == "sharing:request:sent")
    assert sent["purpose"] == "below-s47"
    assert f"request:{request}" in sent["about"]
    assert lines(lead.get("/governance/shares.csv", {"ref": other, "kind": "person"})) == []
    page = text(lead.get("/governance/shares", {"ref": person}))
    assert "Ostermarch Police" in page
    assert f'/governance/ledger/{sent["number"]}"' in page
    for name in ("Bellweather", "Rosa", "To decide on next steps", "Two calls to the house"):
        assert name not in page


def test_a_case_tells_all_that_left_it_and_came_to_it(world, lead):
    _person, _other, case, _request = asked_and_answered(world)
    found = {one["event"] for one in lines(lead.get("/governance/shares.csv", {"ref": case}))}
    assert {"intake:contact:received", "sharing:request:sent", "sharing:request:answered"} <= found
    assert "cases:case:rated" not in found


def test_what_a_system_read_is_shared_and_what_a_worker_read_is_not(world, lead):
    _person, _other, case, _request = asked_and_answered(world)
    screener = world.actor("screener")
    with acting(screener, TUESDAY):
        append(VIEWED, by=screener, at=TUESDAY, about=[Ref("matter", case)], payload={"part": "page"})
    with acting(Actor.service("worker"), TUESDAY):
        token = Actor(kind="token", key="7", name="Partner system", role="screener")
        append(VIEWED, by=token, at=TUESDAY, about=[Ref("matter", case)], payload={"part": "api"})
    found = lines(lead.get("/governance/shares.csv", {"ref": case}))
    seen = [one for one in found if one["event"] == "cases:case:viewed"]
    assert [one["with whom"] for one in seen] == ["The system of Partner system"]


def test_reading_it_is_one_entry_that_names_what_was_shown(world, lead):
    person, _other, case, request = asked_and_answered(world)
    lead.get("/governance/shares", {"ref": person, "kind": "person"})
    lead.get("/governance/shares", {"ref": "7K2QM-9XPRT"})
    with acting(world.actor("governance"), now()):
        entry = Entry.objects.get(event="ledger:shares:viewed")
        named = set(entry.mentions.values_list("kind", "ref"))
    assert {("person", person), ("matter", case), ("request", request)} <= named
    assert entry.payload["how"] == "list"
    assert entry.payload["shown"] >= 3


def test_pages_of_it_go_back(world, lead, monkeypatch):
    person, _other, _case, _request = asked_and_answered(world)
    everything = lines(lead.get("/governance/shares.csv", {"ref": person}))
    last = max(everything, key=lambda one: (one["at"], int(one["number"])))["number"]
    rest = lines(lead.get("/governance/shares.csv", {"ref": person, "before": last}))
    assert {one["number"] for one in rest} == {one["number"] for one in everything} - {last}


def test_another_hub_s_lead_cannot_tell_that_there_is_something(world):
    person, _other, case, _request = asked_and_answered(world)
    other = another_lead(world)
    for ref in (person, case):
        there, nowhere = (
            re.sub(
                r'(csrfmiddlewaretoken|nonce)(" value)?="[^"]*"',
                "",
                text(other.get("/governance/shares", {"ref": one})),
            )
            for one in (ref, "7K2QM-9XPRT")
        )
        assert "Nothing was found." in there
        assert there.replace(ref, "7K2QM-9XPRT") == nowhere
        assert lines(other.get("/governance/shares.csv", {"ref": ref})) == []


@pytest.mark.parametrize("who", ["screener", "police", "manager", "administrator"])
def test_only_the_lead_may_read_it(world, who):
    assert client(world, who).get("/governance/shares").status_code == 403
    assert client(world, who).get("/governance/shares.csv", {"ref": "x"}).status_code == 403


def test_without_a_reference_there_is_no_file(lead):
    assert lead.get("/governance/shares").status_code == 200
    assert lead.get("/governance/shares.csv").status_code == 404


def test_a_kind_that_shares_with_an_agency_says_which():
    for one in declared().values():
        assert one.shares != "agency" or "agency" in one.keys, one.name
        assert one.shares != "referrer" or "klass" in one.keys, one.name

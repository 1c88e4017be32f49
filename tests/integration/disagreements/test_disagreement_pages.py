"""The room: an agency disagrees on its request's page, nothing typed is lost, the hub answers, and leads have the counts."""

from datetime import timedelta

from tests.integration.agency.asking import ask, client
from tests.integration.cases_web.conftest import Room, arrive
from tests.integration.cases_web.steps import decide, ready, text
from tests.integration.disagreements.disagreeing import as_, disagreed, fresh

from mash.casework.cases.models import Decision
from mash.casework.disagreements.models import Disagreement
from mash.casework.matters.models import Matter
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry

FORM = {
    "kind": "decision", "what": "It is treated as the lowest level.", "instead": "A strategy discussion.", "urgent": "on",
}  # fmt: skip


def test_an_agency_disagrees_and_the_hub_answers(world):
    request = ask(world, at=now())
    police = client(world, "police")
    address = f"/disagreements/about/request/{request}"
    assert address in police.get(f"/requests/{request}/").content.decode()
    page = text(police.post(address, {**FORM, "instead": ""}))
    assert "Say what you want instead" in page
    assert "It is treated as the lowest level." in page
    sent = [police.post(address, FORM) for _twice in range(2)]
    assert {one.status_code for one in sent} == {302}
    with as_(world, "screener", now()):
        ref = Disagreement.objects.get().ref
        matter = Matter.objects.get(requests__ref=request).ref
    assert {one.url for one in sent} == {f"/disagreements/{ref}"}
    page = text(police.get(f"/disagreements/{ref}"))
    for words in (
        "A child or an adult in danger is protected first",
        "The two workers",
        "Here now, due",
        "Urgent",
    ):
        assert words in page
    assert matter not in page
    assert "1 disagreement with the hub is open" in text(police.get("/requests/"))
    hub = client(world, "decider")
    page = text(hub.get(f"/cases/{matter}/"))
    assert ref in page
    for who, status in {"health": 404, "city-screener": 404, "teacher": 403, "practitioner": 403}.items():
        assert client(world, who).get(f"/disagreements/{ref}").status_code == status, who
    for who in ("health", "city-screener"):
        assert client(world, who).get(address).status_code == 404, who
    said = {"do": "say", "say-text": "The level was set first.", "say-took_part": "", "version": 1}
    assert hub.post(f"/disagreements/{ref}", said).status_code == 302
    page = text(hub.post(f"/disagreements/{ref}", said))
    assert "Somebody else has changed this meanwhile." in page
    assert "The level was set first." in page
    straight = {"do": "move", "move-reason": "She is at home.", "move-straight": "on", "version": 2}
    assert police.post(f"/disagreements/{ref}", straight).status_code == 302
    with as_(world, "decider", now()):
        assert fresh(ref).step == 3
    ended = {"do": "settle", "settle-outcome": "changed", "settle-text": "Called for today.", "version": 3}
    assert hub.post(f"/disagreements/{ref}", ended).status_code == 302
    assert "What was disagreed with is changed" in text(police.get("/disagreements/?queue=ended"))
    with as_(world, "governance", now()):
        seen = Entry.objects.filter(event="disagreements:disagreement:viewed", mentions__ref=ref)
        assert {one.actor_name for one in seen} == {"Police Person", "Decider Person"}


def test_the_hub_disagrees_about_a_case_and_leads_have_the_counts(world):
    ref = disagreed(world, at=now() - timedelta(days=1))
    hub = client(world, "screener")
    with as_(world, "screener", now()):
        matter = Matter.objects.get(pk=fresh(ref).matter_id).ref
    address = f"/disagreements/about/case/{matter}"
    page = text(hub.get(address))
    assert ref in page
    page = text(hub.post(address, {**FORM, "about": "decision:1", "agency": ""}))
    assert "Choose one of the answers in the list." in page
    for who, status in {"manager": 200, "governance": 200, "screener": 403, "police": 403}.items():
        browser = client(world, who)
        assert browser.get("/disagreements/patterns").status_code == status, who
        assert browser.get("/disagreements/patterns.csv").status_code == status, who
    found = text(client(world, "governance").get("/disagreements/patterns.csv"))
    assert "An answer that is missing or is not enough,few" in found
    assert ref not in found
    assert ref in text(client(world, "governance").get("/disagreements/"))


def test_the_hub_disagrees_with_an_agency_about_a_decision(world):
    room = Room(world, arrive())
    ready(room)
    room("decider").get("history")
    assert decide(room).status_code == 302
    hub = client(world, "screener")
    address = f"/disagreements/about/case/{room.ref}"
    page = hub.get(address).content.decode()
    assert "Child in need assessment (section 17)" in page
    assert 'value="decision:1"' in page
    done = hub.post(address, {**FORM, "about": "decision:1", "agency": "police"})
    assert done.status_code == 302
    with as_(world, "screener", now()):
        assert Disagreement.objects.get().about_ref == str(Decision.objects.get().pk)
    assert "A decision of the hub" in text(client(world, "police").get(done.url)) + text(hub.get(done.url))

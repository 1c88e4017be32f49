"""An agency sees who used what it answered, by role, hub, purpose and day; and nothing of anybody else's."""

from tests.integration.agency.asking import client
from tests.integration.cases_web.conftest import Room
from tests.integration.cases_web.steps import ready, text
from tests.integration.disclosure.making import SOON, sent, told

from mash.casework.access.queries import uses_of_answers
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting


def test_an_agency_sees_who_read_its_answer_and_for_what(world, contact):
    room = Room(world, contact)
    ready(room)
    room("decider").get()
    room("decider").get()
    police, health = client(world, "police"), client(world, "health")
    page = text(police.get("/requests/used"))
    assert "Decision maker" in page
    assert "(2 times)" in page
    assert "Ostermarch hub" in page
    assert "To decide on next steps." in page
    stranger = client(world, "city-screener")
    ref = contact.matter.ref
    stranger.post("/break-glass/", {"reference": ref, "reason_code": "danger", "reason": "At the door."})
    assert stranger.get(f"/cases/{ref}/").status_code == 200
    page = text(police.get("/requests/used"))
    assert "by break-glass" in page
    assert "Kilnminster hub" in page
    for name in ("Bellweather", "Rosa", "Decider Person", contact.matter.ref):
        assert name not in page
    with acting(world.actor("police"), now()):
        ours, _ = uses_of_answers(at=now())
    with acting(world.actor("health"), now()):
        theirs, _ = uses_of_answers(at=now())
    assert {one.request for one in ours}.isdisjoint({one.request for one in theirs})
    assert "read it with the case" in text(health.get("/requests/used?page=x"))
    with acting(world.actor("screener"), now()):
        assert uses_of_answers(at=now()) == ([], False)
    assert "Of request" in text(police.get("/requests/used", {"request": ours[0].request.lower()}))
    assert "Nobody has used" in text(police.get("/requests/used", {"request": theirs[0].request}))
    assert client(world, "screener").get("/requests/used").status_code == 403


def test_what_was_read_before_the_answer_is_no_use_of_it(world, contact):
    from tests.integration.cases_web.steps import ask, identify, rate

    room = Room(world, contact)
    identify(room)
    rate(room)
    ask(room)
    room("decider").get()
    with acting(world.actor("police"), now()):
        assert uses_of_answers(at=now()) == ([], False)


def test_what_was_sent_on_is_named_to_whoever_supplied_it(world):
    matter, ref = told(world)
    package = sent(world, matter)
    with acting(world.actor("police"), SOON):
        used, _ = uses_of_answers(at=SOON, request=ref)
    assert [(one.event, one.request, one.role) for one in used if one.event.startswith("disclosure")] == [
        ("disclosure:package:sent", ref, "decider")
    ]
    page = text(client(world, "police").get("/requests/used", {"request": ref}))
    assert "sent it on to another agency in a package" in page
    assert package.ref not in page
    with acting(world.actor("health"), SOON):
        assert uses_of_answers(at=SOON, request=ref) == ([], False)

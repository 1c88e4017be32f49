"""The page of a model says whether it still fits, whom it serves less well and what another would change."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.people.clusters import arrivals
from mash.registers.people.finding.engine import MATCHING
from mash.registers.people.matching.start import start_model
from mash.registers.people.models import Link, Record
from mash.registers.people.watch.looking import take_look
from mash.registers.people.watch.models import Look

pytestmark = pytest.mark.django_db


def kept(world, model, *, in_force_from=None):
    by, at = world.actor("manager"), now()
    with acting(by, at):
        made = arrivals.keep_model(
            by=Actor.service("matching"),
            at=at,
            version=model.version,
            body={"format": "mash-people-1", **asdict(model)},
            automatic=model.automatic_bits,
        )
        if in_force_from is not None:
            made = arrivals.approve_model(by=by, at=at, model=made, in_force_from=in_force_from)
    return made


def supply(at, many, *, first=0, **more):
    """Records that are the machine's business, every other one of a girl and three with a name of another alphabet."""
    with acting(MATCHING, at):
        return Record.objects.bulk_create(
            Record(
                source="feed:AAAAA-BBBBB",
                agency="police",
                key=str(number),
                digest="1",
                received_at=at,
                said={
                    "given_name": "Οδυσσέας" if number - first < 3 else "Rosa",
                    "family_name": f"Name{number}",
                    "sex": "female" if number % 2 else "male",
                    "born": {"year": 2015, "month": 1 + number % 12, "day": 1 + number % 28},
                    **more,
                },
            )
            for number in range(first, first + many)
        )


@pytest.fixture
def model(world):
    return kept(world, replace(start_model(), version="first"), in_force_from=now() - timedelta(days=60))


@pytest.fixture
def moved(model):
    """A first look, and a second one after a list came in without telephones."""
    at = now()
    old = supply(at - timedelta(days=40), 300, phone="07700900123")
    with acting(MATCHING, at):
        Link.objects.bulk_create(
            Link(model=model, a=one, b=other, weight=9.0, probability=0.99)
            for one, other in zip(old[::4], old[1::4], strict=True)
        )
        take_look(by=MATCHING, at=at - timedelta(days=29))
    supply(at, 300, first=1_000)
    with acting(MATCHING, at):
        return take_look(by=MATCHING, at=at)


def page(client, model):
    return client.get(f"/people/models/{model.pk}/").text


def test_before_anybody_looked_it_says_so(model, sign_in):
    text = page(sign_in("manager"), model)
    assert "Nobody has looked yet." in text
    assert "Nothing was counted for this version yet." in text


def test_what_moved_much_is_said_with_what_to_do_and_drawn(model, moved, sign_in):
    assert moved.asks
    text = page(sign_in("manager"), model)
    assert "Telephone missing: 0.0% before, 100.0% now" in text
    assert "a column may have been lost or renamed" in text
    picture = text.split('aria-label="Picture of what moved"')[2].split("</svg>")[0]
    assert "Telephone missing" in picture
    assert "+100.0 points" in picture
    assert "style=" not in picture


def test_whoever_approves_models_is_asked_until_one_answers(model, moved, sign_in):
    client = sign_in("manager")
    for address in ("/people/models/", "/people/review/"):
        assert "See what moved and answer" in client.get(address).text
    assert "See what moved and answer" not in sign_in("screener").get("/people/review/").text
    address = f"/people/models/{model.pk}/looks/{moved.public_id}"
    assert "Say what you made of it" in client.post(address, {"answer": ""}).text
    assert client.post(address, {"answer": "The police left it out; asked."}).status_code == 302
    text = page(client, model)
    assert "The police left it out; asked." in text
    assert "Record the answer" not in text
    assert "See what moved and answer" not in client.get("/people/models/").text
    assert "A colleague has already answered this." in client.post(address, {"answer": "Me too"}).text
    assert sign_in("screener").post(address, {"answer": "Fine"}).status_code == 403
    assert client.post(f"/people/models/{model.pk}/looks/NOTHING", {"answer": "x"}).status_code == 404


def test_who_is_linked_stands_with_intervals_and_small_groups_are_left_out(model, moved, sign_in):
    text = page(sign_in("manager"), model).split("Whom it serves less well")[1]
    assert "Sex: female" in text
    # 75 of 300 girls are linked
    assert "25.0% (20%–30%)" in text
    assert "of another alphabet" not in text
    assert "Groups of fewer than ten records are left out" in text
    with acting(MATCHING, now()):
        counted = Look.objects.latest("at").counted
    assert counted["groups"]["letters"]["other alphabet"]["records"] == 6


def test_a_version_that_waits_says_what_it_would_change(world, model, moved, sign_in):
    start = start_model()
    chances = {
        kind: {field: dict(levels) for field, levels in fields.items()}
        for kind, fields in start.chances.items()
    }
    chances["strangers"]["phone"]["same"] *= 64
    other = kept(world, replace(start, version="second", automatic=0.7, chances=chances))
    text = page(sign_in("manager"), other).split("What it would change")[1]
    assert "Held against version first, which is in force. Moved much: " in text
    assert "Telephone missing" in text.split("In numbers")[0]
    rows = text.split("Field by field")[1].split("</table>")[0].split("<tr")
    assert "Tells less" in next(row for row in rows if "Telephone" in row)
    assert "by -6.0 bits" in next(row for row in rows if "Telephone" in row)
    assert "As before" in next(row for row in rows if "NHS number" in row)
    assert "60%" in text
    assert "70%" in text

"""The room: an agency writes its entries, the hub finds whom to reach, a wrong number comes back, and nothing typed is lost."""

import re

import pytest
from tests.integration.agency.asking import client
from tests.integration.cases_web.steps import text
from tests.integration.directory.keeping import as_, posts, way_of

from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.registers.directory.models import Post, StandIn, Team, Way

WAY = {
    "kind": "phone", "value": "01632 960 171", "purposes": ["request"], "when": "hours", "hours": "every day 00:00-24:00",
    "bank_holidays": "on", "place": "1", "note": "Say the reference only", "languages": "Welsh", "until_day-day": "",
    "until_day-month": "", "until_day-year": "",
}  # fmt: skip


def days(prefix, *parts):
    return {f"{prefix}-{name}": str(part) for name, part in zip(("day", "month", "year"), parts, strict=True)}


def test_an_agency_writes_its_entries_and_the_hub_finds_them(world):
    health = client(world, "health")
    page = text(health.post("/directory/teams/new", {"owner": "agency:health", "name": "", "town": ""}))
    assert "Enter the name of the team" in page
    sent = [
        health.post(
            "/directory/teams/new",
            {"owner": "agency:health", "name": "Safeguarding nurses", "town": "Marlstead"},
        )
        for _twice in range(2)
    ]
    assert len({one.url for one in sent}) == 1
    assert health.post(sent[0].url, {"do": "post", "post-title": "Named nurse on duty"}).status_code == 302
    with as_(world, "health", now()):
        post = Post.objects.get()
    address = f"/directory/posts/{post.public_id}"
    # What is wrong is said at its field, with what was typed.
    page = text(health.post(f"{address}/new", {**WAY, "value": "960171", "hours": "mornings"}))
    assert "Enter a UK telephone number" in page
    page = health.post(f"{address}/new", {**WAY, "hours": "mornings"}).content.decode()
    assert "“mornings” cannot be read" in page
    assert 'value="01632 960 171"' in page
    assert health.post(f"{address}/new", WAY).status_code == 302
    page = text(
        health.post(
            address,
            {"do": "holder", "holder-name": "", "holder-seat": str(world.seats["health"].pk)},
            follow=True,
        )
    )
    assert "Health Person" in page
    page = text(client(world, "screener").get("/directory/?agency=&what=request&words=marlstead nurse"))
    for words in (
        "Named nurse on duty (Health Person)",
        "01632 960 171",
        "Say the reference only",
        "Welsh",
        "Request for information",
    ):
        assert words in page
    assert "Nobody was found" in text(client(world, "screener").get("/directory/?words=zzz"))
    sheet = client(world, "practitioner").get("/directory/sheet")
    assert "Safeguarding nurses: Named nurse on duty" in text(sheet)
    pdf = client(world, "governance").get("/directory/sheet.pdf")
    assert pdf.content.startswith(b"%PDF")
    with as_(world, "governance", now()):
        assert Entry.objects.filter(event="directory:sheet:printed").count() == 1


def test_a_wrong_number_comes_back_to_its_keeper(world):
    made = posts(world, at=now())
    with as_(world, "screener", now()):
        way = way_of(made["nurse"])
    hub, health = client(world, "practitioner"), client(world, "health")
    address = f"/directory/entries/{way.public_id}"
    assert "Choose what you heard" in text(
        hub.post(f"{address}/wrong", {"heard": "", "words": "Rang and rang"})
    )
    page = text(hub.get(address))
    assert "I tried it" not in page
    # Nobody has checked it yet, and no page says otherwise.
    assert "Nobody since it was written down" in page
    page = text(hub.get(f"/directory/posts/{made['nurse'].public_id}"))
    assert re.search(r"Written down \d", page)
    assert not re.search(r"Checked \d", page)
    page = text(hub.post(f"{address}/wrong", {"heard": "no-answer", "words": "Rang and rang"}, follow=True))
    assert "Reported wrong on" in page
    assert "Rang and rang" in page
    assert "Reported wrong on" in text(health.get("/directory/keep"))
    page = text(client(world, "manager").get("/directory/keep"))
    assert re.search(r"Ostermarch Community Health\s+1\s+1", page)
    assert health.post(address, {"do": "check"}).status_code == 302
    assert "Nothing waits." in text(health.get("/directory/keep"))
    assert re.search(r"Checked Health Person, \d", text(hub.get(address)))
    assert re.search(r"Checked \d", text(hub.get(f"/directory/posts/{made['nurse'].public_id}")))
    # What is saved as it stands is no correction.
    as_it_stands = {
        **WAY,
        "hours": "Mon to Fri 09:00-17:00",
        "bank_holidays": "",
        "note": "",
        "languages": "",
    }
    page = text(health.post(f"{address}/correct", as_it_stands))
    assert "Nothing here is other than what stands there" in page
    # Put right from two pages at once: the second says what stands there and keeps what was typed.
    first = health.post(f"{address}/correct", {**WAY, "value": "01632 960 181"})
    assert first.status_code == 302
    page = (
        client(world, "manager")
        .post(f"{address}/correct", {**WAY, "value": "01632 960 191"})
        .content.decode()
    )
    for words in ("Somebody else has put this entry right meanwhile", "01632 960 181", "01632 960 191"):
        assert words in page
    assert "This was put right" in text(hub.get(address))


def test_who_stands_in_is_set_and_ended_on_the_posts_page(world):
    made = posts(world, at=now())
    health, nurse = client(world, "health"), f"/directory/posts/{made['nurse'].public_id}"
    stand_in = {
        "do": "stand-in", "stand-in-other": made["deputy"].public_id, "stand-in-why": "Leave",
        **days("stand-in-from_day", 1, 1, 2026), **days("stand-in-until_day", 31, 12, 2099),
    }  # fmt: skip
    assert "Choose who stands in" in text(health.post(nurse, {**stand_in, "stand-in-other": ""}))
    assert health.post(nurse, stand_in).status_code == 302
    assert "Deputy named nurse, 1 January 2026 to 31 December 2099" in text(health.get(nurse))
    with as_(world, "health", now()):
        number = StandIn.objects.get().pk
    assert health.post(nurse, {"do": "no-stand-in", "which": str(number)}).status_code == 302
    assert "End it" not in text(health.get(nurse))
    assert health.post(nurse, {"do": "end", **days("end-until_day", 31, 12, 2099)}).status_code == 302
    page = text(client(world, "manager").post("/directory/keep", {"days": "0"}))
    assert "Enter a number of days from 1 to 1000" in page
    assert client(world, "manager").post("/directory/keep", {"days": "30"}).status_code == 302


@pytest.mark.parametrize("who", ["police", "practitioner", "teacher"])
def test_others_keep_nothing_and_who_only_refers_sees_nothing(world, who):
    made = posts(world, at=now())
    with as_(world, "health", now()):
        way = way_of(made["nurse"])
    them = client(world, who)
    barred = 403 if who == "teacher" else 404
    assert them.get("/directory/").status_code == (403 if who == "teacher" else 200)
    assert them.get(f"/directory/posts/{made['nurse'].public_id}").status_code == (
        403 if who == "teacher" else 200
    )
    assert them.post(f"/directory/entries/{way.public_id}", {"do": "check"}).status_code == barred
    assert (
        them.post(
            f"/directory/teams/{made['nurse'].team.public_id}", {"do": "post", "post-title": "Mine"}
        ).status_code
        == barred
    )
    assert them.get(f"/directory/entries/{way.public_id}/correct").status_code in {403, 404}
    assert them.get("/directory/keep").status_code == (200 if who == "police" else 403)
    with as_(world, "health", now()):
        assert (Team.objects.count(), Way.objects.count()) == (2, 3)

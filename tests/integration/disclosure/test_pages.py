"""Packages through their doors: the hub's pages, an agency's room, the API, and a link that mail scanners follow too."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.integration.agency.asking import client
from tests.integration.disclosure.making import (
    ASKED,
    NEVER,
    PAGE,
    TWO,
    act,
    delivery_of,
    done,
    messages,
    passage_of,
    sent,
    token_in,
    told,
)
from tests.world import SETUP

from mash.casework.disclosure.actions.send import How
from mash.casework.disclosure.models import Package
from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat, invite, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world):
    made = world
    with acting(SETUP, now() - timedelta(days=1)):
        made.users["social"] = invite(
            by=SETUP, at=now(), email="social@example.org", name="Social Person", password=None
        )
        made.seats["social"] = give_seat(
            by=SETUP,
            at=now() - timedelta(days=1),
            user=made.users["social"],
            role="researcher",
            desk=None,
            agency=made.agencies["county-childrens"],
        )
    return made


def version(page):
    return re.search(r'name="package_version" value="(\d+)"', page.content.decode()).group(1)


def press(browser, path, **fields):
    page = browser.get(path)
    return browser.post(path, {"package_version": version(page), **fields}, follow=True)


def with_token(world):
    with acting(SETUP, now()):
        secret = make_token(by=SETUP, at=now(), seat=world.seats["social"], name="Case system")
    return Client(headers={"Authorization": f"Bearer {secret}"})


def read_by_the_agency(world, ref, digest):
    # The agency's room and the API show the same bytes.
    social = client(world, "social")
    assert ref in social.get("/packages/").content.decode()
    page = social.get(f"/packages/{ref}/").content.decode()
    assert "Two calls to the house in March." in page
    assert "Xanthippe" not in page
    assert hashlib.sha256(social.get(f"/packages/{ref}/pdf").content).hexdigest() == digest
    machine = with_token(world)
    listed = machine.get("/api/v1/packages").json()
    assert [one["ref"] for one in listed["items"]] == [ref]
    read = machine.get(f"/api/v1/packages/{ref}").json()
    assert read["sha256"] == digest
    assert read["sections"][0]["paragraphs"][1] == {"text": "It would show who told us", "withheld": True}
    assert machine.post(f"/api/v1/packages/{ref}/acknowledgement").status_code == 204
    assert machine.get("/api/v1/packages/AAAAA-AAAAA").status_code == 404
    assert "Acknowledged" in social.get(f"/packages/{ref}/").content.decode()


def recalled_from_the_agency(world, ref, one):
    machine, social, decider = with_token(world), client(world, "social"), client(world, "decider")
    # Nobody else's.
    for who in ("police", "health"):
        assert client(world, who).get(f"/packages/{ref}/").status_code == 404
    assert client(world, "city-decider").get(one).status_code == 404
    # Recalled: the page says so and shows nothing more.
    assert "Say why it is recalled" in decider.post(f"{one}recall", {"reason": ""}).content.decode()
    decider.post(f"{one}recall", {"reason": "The wrong child."})
    page = social.get(f"/packages/{ref}/").content.decode()
    assert "recalled this package" in page
    assert "Two calls" not in page
    assert "The wrong child" not in page
    assert social.get(f"/packages/{ref}/pdf").status_code == 410
    assert machine.get(f"/api/v1/packages/{ref}").status_code == 410
    assert machine.post(f"/api/v1/packages/{ref}/acknowledgement").status_code == 410
    assert "The wrong child." in decider.get(one).content.decode()


def test_the_hub_makes_one_and_the_agency_reads_it(world):
    matter, _request = told(world)
    hub = client(world, "screener")
    base = f"/cases/{matter}/packages"
    wrong = hub.post(f"{base}/new", {"kind": "agency", "purpose": "protect-child", "message": "Kept text"})
    assert "Choose the agency" in wrong.content.decode()
    assert "Kept text" in wrong.content.decode()
    new = {
        "kind": "agency",
        "agency": "county-childrens",
        "purpose": "protect-child",
        "language": "en-gb",
        "terms": ["no-onward"],
        "list_withheld": "on",
    }
    made = hub.post(f"{base}/new", new)
    assert hub.post(f"{base}/new", new).url == made.url
    one = made.url.removesuffix("choose")
    page = hub.get(f"{one}choose").content.decode()
    assert TWO.split("\n")[0] in page
    assert "Ostermarch Police is asked before it is passed on." in page
    with acting(world.actor("screener"), now()):
        package = Package.objects.get()
    keys = [
        key
        for key, text in re.findall(
            r'value="(item:[^"]+)".*?govuk-hint[^>]*>\s*(.*?)\s*</div>', page, re.DOTALL
        )
        if text.startswith("Two calls")
    ]
    assert len(keys) == 1
    page = press(hub, f"{one}choose", keys=keys).content.decode()
    assert "Paragraphs that stay: 2. Withheld: 0." in page
    place = passage_of(world, package, TWO).pk
    page = press(hub, f"{one}redact", **{f"p-{place}-1": "source"}).content.decode()
    assert "Paragraphs that stay: 1. Withheld: 1." in page
    preview = hub.get(f"{one}preview").content.decode()
    assert "It would show who told us" in preview
    assert "Xanthippe" not in preview
    assert hub.get(f"{one}preview?as=pdf").content[:4] == b"%PDF"
    # Who makes does not send: the button says who does. A page that a colleague has overtaken is refused.
    page = hub.get(one).content.decode()
    assert "It is done by: decision maker, hub manager." in page
    stale = hub.post(f"{one}redact", {"package_version": "1"}).content.decode()
    assert "A colleague has changed this package" in stale
    decider = client(world, "decider")
    assert "Choose how it is sent" in decider.post(f"{one}send", {"package_version": "3"}).content.decode()
    page = press(decider, f"{one}send", channels=["page"])
    assert "How it went" in page.content.decode()
    again = decider.post(f"{one}send", {"package_version": "3", "channels": ["page"]})
    assert again.status_code == 302
    digest = hashlib.sha256(decider.get(f"{one}pdf").content).hexdigest()
    assert digest in page.content.decode()
    read_by_the_agency(world, package.ref, digest)
    recalled_from_the_agency(world, package.ref, one)


def test_a_link_is_burned_by_a_press_and_by_nothing_else(world):
    matter, _request = told(world)
    link = How(frozenset({"link"}), to="nurse@example.org", days=7)
    first, second = (sent(world, matter, how=link, at=now()) for _ in range(2))
    used, early = (token_in(one) for one in messages("package_link"))
    anyone = Client()
    for _scanner in range(3):
        page = anyone.get(f"/package/{used}")
        assert page.status_code == 200
        assert "Two calls" not in page.content.decode()
        assert first.ref not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    shown = anyone.post(f"/package/{used}")
    assert "Two calls to the house in March." in shown.content.decode()
    assert "Xanthippe" not in shown.content.decode()
    assert shown["Referrer-Policy"] == "same-origin"
    assert delivery_of(world, first, "link").opened_at is not None
    done(act(world, "recall", second, who="decider", reason="Too early."))
    # A wrong link, a used one and one that was recalled unopened are one page.
    answers = {
        re.sub(
            r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|/package/[\w-]+',
            "",
            page.content.decode(),
        )
        for token in ("x" * 43, used, early)
        for page in (anyone.get(f"/package/{token}"), anyone.post(f"/package/{token}"))
        if page.status_code == 404
    }
    assert len(answers) == 1
    assert "This link does not open anything" in answers.pop()
    assert "The hub sees" in anyone.post(f"/package/{used}/acknowledge").content.decode()
    assert anyone.post(f"/package/{early}/acknowledge").status_code == 404
    done(act(world, "recall", first, who="decider", reason="The wrong nurse."))
    page = anyone.get(f"/package/{used}")
    assert page.status_code == 410
    assert "This information was recalled" in page.content.decode()
    assert "Two calls" not in page.content.decode()


def test_an_agency_says_what_may_be_passed_on(world):
    matter, _request = told(world)
    from tests.integration.disclosure.making import begun, keys_of

    package = begun(world, matter, at=now())
    done(act(world, "choose", package, keys=keys_of(world, package, ASKED, NEVER)))
    hub, police = client(world, "screener"), client(world, "police")
    one = f"/cases/{matter}/packages/{package.ref}/"
    place = passage_of(world, package, ASKED).source_ref
    assert "ask the agency that supplied it first" in hub.get(one).content.decode()
    press(hub, f"{one}ask/{place}", why="The social worker visits tomorrow.")
    page = police.get("/packages/").content.decode()
    ref = re.search(r"/packages/consents/([\w-]+)/", page).group(1)
    asked = f"/packages/consents/{ref}/"
    page = police.get(asked).content.decode()
    assert ASKED in page
    assert "Ostermarch children" in page
    assert NEVER not in page
    assert package.ref not in page
    wrong = police.post(asked, {"answer": "no", "reason": ""}).content.decode()
    assert "Say why it may not" in wrong
    police.post(asked, {"answer": "no", "reason": "It would show a source."})
    page = hub.get(one).content.decode()
    assert "Refused" in page
    assert "It would show a source." in page
    for who in ("health", "social"):
        assert client(world, who).get(asked).status_code == 404
    assert PAGE.channels == {"page"}

"""Pages that no link leads to on an ordinary day: proving again who one is, and when something stands in the way."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import expect
from tests.browser.people import SECRET, Somebody, turn
from tests.integration.agency.asking import BACKEND
from tests.integration.cases_web.conftest import Room, arrive
from tests.world import PASSWORD, SETUP

from mash.foundation.files.actions import receive as receive_file
from mash.foundation.files.models import StoredFile
from mash.foundation.kernel import Actor, Ref
from mash.foundation.kernel.time import now
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.interfaces.web.public.views import sending, start
from mash.registers.accounts.actions import invite


@pytest.fixture
def take_seat(site):
    """Sit down as somebody in their browser without the pages of signing in."""

    def sit(page, user):
        client = Client()
        client.force_login(user, backend=BACKEND)
        cookie = client.cookies["session"]
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.url}])

    return sit


def test_every_way_to_prove_who_one_is(site, monkeypatch, open_page, check_axe):
    cache.clear()
    # WebAuthn knows names and no addresses.
    monkeypatch.setattr(site, "url", site.url.replace("127.0.0.1", "localhost"))
    page = open_page(width=320)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    person = Somebody(page, read=check_axe)
    person.go("/sign-in/")
    person.write("E-mail address", "health@example.org")
    person.write("Password", PASSWORD)
    person.press("Continue")
    person.follow("Add a passkey")
    person.press("Make the passkey")
    person.heading("Recovery codes")
    with acting(SETUP, now()):
        TOTP.activate(site.world.users["health"], SECRET)
    person.go("/account/")
    person.follow("Remove Master key")
    person.heading("Confirm that it is you")
    for path in ("/sign-in/again", "/sign-in/again/passkey", "/sign-in/again/code?next=/account/"):
        assert person.go(path) == 200, path
    person.enter_code()
    person.press("Continue")
    person.follow("Remove Master key")
    person.heading("Remove")
    for path in (
        "/account/app/remove", "/account/recovery-codes", "/account/recovery-codes/new", "/account/password",
        "/account/passkeys/add", "/sign-out/",
    ):  # fmt: skip
        assert person.go(path) == 200, path
        assert person.page.url.endswith(path)


def test_a_forgotten_password(site, open_page, check_axe):
    cache.clear()
    person = Somebody(open_page(width=320), read=check_axe)
    person.go("/sign-in/reset")
    person.write("E-mail address", "police@example.org")
    turn(person.page.get_by_role("main").get_by_role("button").first)
    check_axe(person.page)
    with acting(Actor.service("worker"), now()):
        link = Message.objects.filter(to="police@example.org").latest("pk").link
    assert person.go(link) == 200
    person.page.locator("input[type=password]").first.wait_for()


def test_somebody_without_a_seat(site, open_page, check_axe, take_seat):
    with acting(SETUP, now()):
        user = invite(by=SETUP, at=now(), email="nobody@example.org", name="Nora Nobody", password=PASSWORD)
    page = open_page(width=320)
    take_seat(page, user)
    page.goto("/home")
    page.get_by_role("heading", name="You have no seat").wait_for()
    check_axe(page)


def test_a_file_that_is_not_checked_yet(site, open_page, check_axe, take_seat):
    room = Room(site.world, arrive())
    with acting(Actor.service("intake"), now()):
        stored = receive_file(
            by=SETUP,
            at=now(),
            name="letter.txt",
            chunks=[b"A letter of the school.\n"],
            held_for=Ref("contact", room.contact.ref),
        )
        StoredFile.objects.filter(pk=stored.pk).update(state="unscanned")
    page = open_page(width=320)
    take_seat(page, site.world.users["screener"])
    page.goto(f"/cases/{room.ref}/files/{stored.public_id}")
    page.get_by_role("heading", name="This file cannot be opened yet").wait_for()
    check_axe(page)


def begin(page):
    page.goto("/")
    page.get_by_label("A child or a young person").check()
    page.get_by_label("Ostermarch").check()
    turn(page.get_by_role("button", name="Start now"))


def test_too_many_forms_at_once(site, open_page, check_axe, monkeypatch):
    monkeypatch.setattr(start, "may_start_form", lambda _request: False)
    page = open_page(width=320)
    begin(page)
    expect(page.locator("body")).to_contain_text("01632 960100")
    check_axe(page)


def test_a_form_that_cannot_be_stored_keeps_its_text(site, open_page, check_axe, monkeypatch):
    page = open_page(width=320)
    begin(page)
    page.get_by_label("First name").fill("Rosa")
    turn(page.get_by_role("button", name="Continue"))
    page.get_by_role("textbox", name="What are you worried about?").fill("She was alone at night.")
    page.get_by_role("group", name="Is anyone in danger now?").get_by_label("Not known").check()
    turn(page.get_by_role("button", name="Continue"))
    page.get_by_label("I would rather not say who I am").check()
    page.get_by_label("There is no way to reach me").check()
    turn(page.get_by_role("button", name="Continue"))

    def fails(**_):
        raise OSError("The disk is full.")

    monkeypatch.setattr(sending, "send_draft", fails)
    turn(page.get_by_role("button", name="Send now"))
    expect(page.locator("body")).to_contain_text("She was alone at night.")
    check_axe(page)

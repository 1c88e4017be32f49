"""Invitations, seats, tokens and one's own choice of seat."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from tests.world import SETUP

from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import now
from mash.foundation.ledger.models import Entry
from mash.foundation.outbox.models import Message
from mash.foundation.visibility import acting
from mash.registers.accounts.actions import give_seat
from mash.registers.accounts.models import Seat, User
from mash.registers.accounts.queries import actor_for_token

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WORDS = "three-plain-words-together"


@pytest.fixture
def world(world):
    cache.clear()
    return world


def as_user(world, who):
    client = Client()
    client.force_login(world.users[who], backend=BACKEND)
    return client


def last_message():
    with acting(Actor.service("worker"), now()):
        return Message.objects.latest("pk")


def invited(world, admin):
    answer = admin.post(
        "/accounts/people/new", {"name": "New Person", "email": "New@Example.org", "phone": ""}
    )
    assert answer.status_code == 302
    return answer.url


def test_an_invitation_leads_to_a_password_once(world):
    admin = as_user(world, "administrator")
    page = invited(world, admin)
    message = last_message()
    assert (message.template, message.to) == ("invitation", "new@example.org")
    link = re.sub(r"^https?://[^/]+", "", message.link)
    new = Client()
    form = new.get(link, follow=True)
    assert "Choose a password" in form.text
    form = new.post(form.request["PATH_INFO"], {"password1": WORDS, "password2": WORDS}, follow=True)
    assert "Your password is saved" in form.text
    assert User.objects.get(email="new@example.org").check_password(WORDS)
    assert "This link does not work" in Client().get(link, follow=True).text
    assert "New Person" in admin.get(page).text


def test_nobody_is_invited_twice_and_a_wrong_address_is_said(world):
    admin = as_user(world, "administrator")
    invited(world, admin)
    again = admin.post("/accounts/people/new", {"name": "New Person", "email": "new@example.org"})
    assert "has an account already" in again.text
    assert "There is a problem" in admin.post("/accounts/people/new", {"name": "", "email": "x"}).text


def test_a_seat_is_given_and_ended(world):
    admin = as_user(world, "administrator")
    page = invited(world, admin)
    wrong = admin.post(page, {"do": "give", "role": "screener"})
    assert "needs a desk" in wrong.text
    admin.post(page, {"do": "give", "role": "screener", "desk": "county-children"})
    seat = Seat.objects.get(user__email="new@example.org")
    assert "Screener, County children desk" in admin.get(page).text
    admin.post(page, {"do": "end", "seat": str(seat.pk)})
    seat.refresh_from_db()
    assert seat.until_at is not None
    assert admin.post(page, {"do": "end", "seat": "x"}).status_code == 404


def test_a_token_is_shown_once_and_can_be_revoked(world):
    admin = as_user(world, "administrator")
    user, seat = world.users["screener"], world.seats["screener"]
    page = f"/accounts/people/{user.pk}"
    text = admin.post(page, {"do": "token", "seat": str(seat.pk), "name": "Reports"}).text
    token = re.search(r"mash_[\w-]+", text).group(0)
    assert token not in admin.get(page).text
    assert actor_for_token(token, at=now()).role == "screener"
    admin.post(page, {"do": "revoke", "token": str(seat.tokens.get().pk)})
    assert actor_for_token(token, at=now()) is None


def test_the_list_of_people_is_the_administrators_alone(world):
    assert "Screener Person" in as_user(world, "administrator").get("/accounts/people").text
    assert "Police Person" not in as_user(world, "administrator").get("/accounts/people?q=screener").text
    for who in ("manager", "police", "governance"):
        assert as_user(world, who).get("/accounts/people").status_code == 403
    assert as_user(world, "administrator").get("/desk/").status_code == 403


def test_who_has_two_seats_chooses_and_the_ledger_says_so(world):
    with acting(SETUP, now()):
        second = give_seat(
            by=SETUP, at=world.seats["screener"].from_at, user=world.users["screener"], role="governance",
            hub=world.hubs["city"],
        )  # fmt: skip
    client = as_user(world, "screener")
    assert "Information-governance lead, Kilnminster hub" in client.get("/seats").text
    answer = client.post("/seats", {"seat": str(second.pk)})
    assert answer.status_code == 302
    page = client.get("/seats").text
    assert "Information-governance lead, Kilnminster hub" in page.split("<main")[0]
    assert client.get("/desk/").status_code == 403
    assert client.post("/seats", {"seat": str(world.seats["manager"].pk)}).status_code == 404
    with acting(world.actor("screener"), now()):
        assert Entry.objects.filter(event="accounts:seat:chosen").count() == 1


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("screener", "/desk/"),
        ("decider", "/desk/"),
        ("manager", "/desk/"),
        ("practitioner", "/desk/"),
        ("police", "/requests/"),
        ("administrator", "/accounts/people"),
    ],
)
def test_each_role_begins_at_its_work(world, who, where):
    assert as_user(world, who).get("/after-sign-in").url == where


def test_a_role_without_pages_reads_what_it_will_see(world):
    with acting(SETUP, now()):
        user = User.objects.create_user("board@example.org", None, name="Board Person")
        give_seat(
            by=SETUP, at=world.seats["screener"].from_at, user=user, role="board", hub=world.hubs["county"]
        )
    client = Client()
    client.force_login(user, backend=BACKEND)
    assert client.get("/after-sign-in").url == "/home"
    assert "Sees measures and never names." in client.get("/home").text


def test_a_forgotten_password_tells_nobody_who_has_an_account(world):
    def plain(answer):
        return answer.redirect_chain, answer.text.split("<main")[1].split("csrf")[0]

    known = Client().post("/sign-in/reset", {"email": "screener@example.org"}, follow=True)
    assert last_message().template == "password_reset"
    unknown = Client().post("/sign-in/reset", {"email": "nobody@example.org"}, follow=True)
    assert plain(known) == plain(unknown)
    with acting(Actor.service("worker"), now()):
        assert Message.objects.count() == 1


def test_activity_renews_the_session_at_most_once_a_minute(world):
    client = as_user(world, "screener")
    client.get("/seats")
    first = client.session["touched"]
    client.get("/seats")
    assert client.session["touched"] == first
    session = client.session
    session["touched"] = first - 61
    session.save()
    client.get("/seats")
    assert client.session["touched"] >= first


def test_text_typed_while_signed_out_comes_back_on_the_page(world):
    answer = Client().post("/desk/claim", {"ref": "A long text that somebody typed."})
    assert answer.status_code == 403
    assert "A long text that somebody typed." in answer.text


def test_the_demonstrations_people_are_nowhere_else(world, settings, tmp_path):
    import json

    people = [{
        "name": "Screener Person", "role": "screener", "hub": "county", "agency": "", "password": "x",
        "email": "screener@example.org", "totp_secret": "JBSWY3DPEHPK3PXP",
    }]  # fmt: skip
    (tmp_path / "personas.json").write_text(json.dumps(people))
    settings.MASH_STATE = tmp_path
    client = Client()
    assert client.post("/sign-in/persona", {"email": "screener@example.org"}).status_code == 404
    assert "screener@example.org" not in client.get("/sign-in/").text
    settings.MASH_ENV = "demo"
    assert "screener@example.org" in client.get("/sign-in/").text
    assert client.post("/sign-in/persona", {"email": "manager@example.org"}).status_code == 404
    answer = client.post(
        "/sign-in/persona", {"email": "screener@example.org", "next": "https://elsewhere.example"}
    )
    assert answer.url == "/after-sign-in"
    assert client.get("/desk/").status_code == 200

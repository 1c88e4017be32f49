"""Sign in with a password and a second factor; nobody with a staff seat gets further without one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(offset=0):
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + offset))


@pytest.fixture
def world(world):
    cache.clear()
    for who in ("screener", "teacher"):
        world.users[who].set_password(PASSWORD)
        world.users[who].save()
    return world


@pytest.fixture
def client():
    return Client()


def enter(client, who="screener", password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": f"{who}@example.org", "password": password, **more})


def with_app(world, who="screener"):
    TOTP.activate(world.users[who], SECRET)
    RecoveryCodes.activate(world.users[who])


def test_password_then_code_leads_to_where_one_wanted_to_go(world, client):
    with_app(world)
    answer = client.get("/seats")
    assert answer.url == "/sign-in/?next=/seats"
    assert "Password" in client.get(answer.url).text
    assert enter(client, next="/seats").url.startswith("/sign-in/code")
    assert "Enter your code" in client.get("/sign-in/code").text
    answer = client.post("/sign-in/code", {"code": code()})
    assert answer.url == "/seats"
    assert "You act from this seat." in client.get("/seats").text


def test_after_the_password_alone_no_page_with_a_seat_opens(world, client):
    with_app(world)
    enter(client)
    assert client.get("/seats").status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 302


def test_a_wrong_code_is_refused_at_its_field(world, client):
    with_app(world)
    enter(client)
    answer = client.post("/sign-in/code", {"code": "000000"})
    assert "Incorrect code" in answer.text
    assert client.get("/seats").status_code == 302


def test_a_recovery_code_works_once(world, client):
    with_app(world)
    spare = Authenticator.objects.get(user=world.users["screener"], type="recovery_codes").wrap()
    one = spare.get_unused_codes()[0]
    enter(client)
    assert client.post("/sign-in/code", {"code": one}).status_code == 302
    assert client.get("/seats").status_code == 200
    other = Client()
    enter(other)
    assert "Incorrect code" in other.post("/sign-in/code", {"code": one}).text


def test_staff_without_a_second_factor_add_one_before_anything_else(world, client):
    assert enter(client).status_code == 302
    led = client.get("/seats", follow=True)
    assert led.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Your role needs a second factor" in led.text
    assert "Let it read this picture" in client.get(reverse("mfa_activate_totp")).text
    secret = client.session["mfa.totp.secret"]
    now = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    shown = client.post(reverse("mfa_activate_totp"), {"code": now}, follow=True)
    assert "they are not shown again" in shown.text, (shown.redirect_chain, shown.text.split("<main")[1])
    assert "they are not shown again" not in client.get(reverse("mfa_view_recovery_codes")).text
    assert client.get("/seats").status_code == 200


def test_a_referrer_needs_no_second_factor(world, client):
    enter(client, "teacher")
    assert client.get("/seats").status_code == 200


def test_the_only_second_factor_of_staff_stays(world, client):
    with_app(world)
    enter(client)
    client.post("/sign-in/code", {"code": code()})
    asked = client.get(reverse("mfa_deactivate_totp"))
    assert asked.url.startswith("/sign-in/again?")
    assert "Confirm that it is you" in client.get(asked.url).text
    asked = client.post(asked.url, {"password": PASSWORD}, follow=True)
    assert "Add another first" in asked.text
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 403
    assert Authenticator.objects.filter(user=world.users["screener"], type="totp").exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(world, client):
    wrong = enter(client, password="not-the-password").text
    unknown = enter(client, "nobody-at-all", password="not-the-password").text

    def plain(text):
        return text.replace("screener@", "").replace("nobody-at-all@", "").split("<main")[1].split("csrf")[0]

    assert plain(wrong) == plain(unknown)
    assert "There is a problem" in wrong


def test_too_many_attempts_are_stopped_for_a_while(world, client):
    for _ in range(5):
        enter(client, password="not-the-password")
    assert "Too many" in enter(client).text


def test_signing_out_ends_the_session(world, client):
    enter(client, "teacher")
    client.post("/sign-out/")
    assert client.get("/seats").status_code == 302


def test_somebody_without_a_seat_is_told_whom_to_ask(world, client):
    from mash.registers.accounts.models import User

    User.objects.create_user("nobody@example.org", PASSWORD, name="No Seat")
    enter(client, "nobody")
    TOTP.activate(User.objects.get(email="nobody@example.org"), SECRET)
    other = Client()
    enter(other, "nobody")
    other.post("/sign-in/code", {"code": code()})
    answer = other.get("/seats", follow=True)
    assert answer.status_code == 403
    assert "You have no seat" in answer.text

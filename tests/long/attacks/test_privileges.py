"""Nobody gets further than their sign-in: seats, second factors, the demonstration's doors, ways back, cookies, headers."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from tests.long.attacks.conftest import BACKEND, SETUP
from tests.world import PASSWORD, build

from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting
from mash.interfaces.web.routes import routes
from mash.registers.accounts.actions import end_seat

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/%0d%0aSet-Cookie:x=1",
    "\x00//evil.example",
]


def leads_away(answer):
    place = answer.get("Location", "")
    return bool(re.match(r"[\\/]{2}|[a-z]+:|/\\", place)) and not place.startswith("http://testserver/")


def signed_in(world, who, **more):
    client = Client(**more)
    client.force_login(world.users[who], backend=BACKEND)
    return client


def test_a_seat_that_one_does_not_hold_cannot_be_taken():
    world = build()
    browser = signed_in(world, "teacher")
    for seat in [str(one.pk) for one in world.seats.values() if one.user_id != world.users["teacher"].pk] + [
        "",
        "0",
        "-1",
        "x",
        "\x00",
        "9" * 30,
    ]:
        assert browser.post("/seats", {"seat": seat}).status_code == 404
        assert browser.get("/desk/").status_code == 403
    session = browser.session
    session["seat"] = world.seats["screener"].pk
    session.save()
    assert browser.get("/desk/").status_code == 403, "a seat in the session is checked against its holder"


def test_a_seat_that_has_ended_works_no_more_in_a_session_that_is_open():
    world = build()
    browser = signed_in(world, "screener")
    assert browser.get("/desk/").status_code == 200
    with acting(SETUP, now() - timedelta(seconds=2)):
        end_seat(by=SETUP, at=now() - timedelta(seconds=2), seat=world.seats["screener"])
    assert browser.get("/desk/").status_code in {302, 403}


def test_an_account_that_has_ended_works_no_more_in_a_session_that_is_open():
    world = build()
    browser = signed_in(world, "screener")
    user = world.users["screener"]
    user.is_active = False
    user.save()
    assert browser.get("/desk/").status_code == 302


def test_a_password_alone_opens_no_room_of_a_hub():
    world = build(password=PASSWORD)
    browser = Client()
    browser.post("/sign-in/", {"login": "screener@example.org", "password": PASSWORD})
    assert browser.session["_auth_user_id"] == str(world.users["screener"].pk)
    for route in routes():
        if route.access == "permission" and not route.arguments and "GET" in route.methods:
            assert browser.get(route.path({})).status_code == 302, route.name
    for way in ("/after-sign-in", "/home", "/seats", "/my-reports"):
        browser.get(way)
        assert browser.get("/desk/").status_code == 302, way
    browser.post("/seats", {"seat": world.seats["screener"].pk})
    browser.post(
        "/account/password",
        {"oldpassword": PASSWORD, "password1": f"{PASSWORD}-2", "password2": f"{PASSWORD}-2"},
    )
    assert browser.get("/desk/").status_code == 302


def test_a_password_without_the_code_signs_nobody_in():
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator

    world = build(password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(world.users["screener"], secret)
    assert secret not in str(Authenticator.objects.get().data), "the secret is encrypted"
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == secret
    browser = Client()
    answer = browser.post("/sign-in/", {"login": "screener@example.org", "password": PASSWORD})
    assert answer["Location"].startswith("/sign-in/code")
    assert "_auth_user_id" not in browser.session
    for way in (
        "/desk/",
        "/seats",
        "/account/",
        "/account/app/remove",
        "/account/recovery-codes",
        "/account/app/add",
    ):
        assert browser.get(way).status_code == 302, way
    for number in range(12):
        browser.post("/sign-in/code", {"code": f"{number:06}"})
    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    browser.post("/sign-in/code", {"code": right})
    assert "_auth_user_id" not in browser.session, (
        "codes are not tried without end: even the right one waits now"
    )


def test_passwords_are_not_guessed_without_end():
    build(password=PASSWORD)
    browser = Client()
    for number in range(20):
        browser.post("/sign-in/", {"login": "screener@example.org", "password": f"wrong-{number}"})
    browser.post("/sign-in/", {"login": "screener@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in browser.session, "even the right one waits now"


def test_noise_does_not_reset_the_count_of_guesses():
    """The counters live in a cache, which must not drop live ones because many visitors are counted."""
    from django.core.cache import cache

    world = build()
    cache.set("limit:proofs-of:target", 10, 3600)
    cache.set("allauth:rl:target", [1, 2, 3], 3600)
    for number in range(400):
        cache.set(f"limit:proofs-of:{number}", 1, 3600)
    assert cache.get("limit:proofs-of:target") == 10
    assert cache.get("allauth:rl:target") == [1, 2, 3]
    assert world


def test_signing_in_changes_the_session_and_signing_out_ends_it():
    build(password=PASSWORD)
    browser = Client()
    browser.post("/", {"population": "children", "area": "county"})
    before = browser.cookies["session"].value
    browser.post("/sign-in/", {"login": "teacher@example.org", "password": PASSWORD})
    after = browser.cookies["session"].value
    assert before != after
    stale = Client()
    stale.cookies["session"] = before
    assert stale.get("/my-reports").status_code == 302
    browser.post("/sign-out/")
    stale.cookies["session"] = after
    assert stale.get("/my-reports").status_code == 302


@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_way_back_leads_to_another_site(place, settings):
    world = build(password=PASSWORD)
    assert not leads_away(
        Client().post("/sign-in/", {"login": "teacher@example.org", "password": PASSWORD, "next": place})
    )
    signed = signed_in(world, "teacher")
    assert not leads_away(signed.get("/sign-in/", {"next": place}))
    assert not leads_away(signed.post("/sign-out/", {"next": place}))
    for asker in (Client(), signed):
        assert not leads_away(asker.post("/language", {"language": "cy", "next": place}))
        assert not leads_away(
            asker.post("/language", {"language": "cy"}, headers={"Referer": place.replace("\x00", "")})
        )


def test_taking_a_case_leads_back_to_this_site(scene):
    browser = scene.browser("screener")
    for place in ELSEWHERE:
        answer = browser.post("/desk/claim", {"ref": scene.open["matter"], "back": place})
        assert answer.status_code == 302
        assert not leads_away(answer), place


def test_the_demonstrations_door_is_shut_elsewhere(settings, tmp_path):
    build()
    settings.MASH_STATE = tmp_path
    (tmp_path / "personas.json").write_text(
        '[{"email": "screener@example.org", "password": "x", "totp": "JBSWY3DPEHPK3PXP"}]'
    )
    for env in ("production", "test"):
        settings.MASH_ENV = env
        browser = Client()
        assert browser.post("/sign-in/persona", {"email": "screener@example.org"}).status_code == 404
        assert "_auth_user_id" not in browser.session
        assert b"screener@example.org" not in browser.get("/sign-in/").content
    settings.MASH_ENV = "demo"
    assert Client().post("/sign-in/persona", {"email": "decider@example.org"}).status_code == 404, (
        "personas only"
    )


@pytest.mark.parametrize("who", ["anyone", "screener", "police", "administrator"])
def test_nothing_is_taken_from_another_sites_page(scene, who):
    """Each address that takes a POST refuses one without this site's token."""
    browser = Client(enforce_csrf_checks=True)
    if who != "anyone":
        browser.force_login(scene.world.users[who], backend=BACKEND)
    for route in routes():
        if "POST" not in route.methods or route.access == "token" or "(" in route.pattern:
            continue
        kinds = {**scene.open, "int": "1", "slug": "worry", "text": "x", "str": "x"}
        path = route.path({name: kinds.get(kind, "x") for name, kind in route.arguments.items()})
        assert browser.post(path, {"x": "y"}).status_code == 403, route.name
        assert (
            browser.post(path, {"x": "y"}, headers={"Origin": "https://evil.example"}).status_code == 403
        ), route.name


@pytest.mark.parametrize("who", ["anyone", "screener", "police", "governance"])
def test_every_answer_bears_its_headers(scene, who):
    browser = scene.browser(who)
    for route in routes():
        if route.arguments or "GET" not in route.methods:
            continue
        answer = browser.get(route.path({}))
        said = {key.lower(): value for key, value in answer.items()}
        policy = said["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert said["x-content-type-options"] == "nosniff"
        assert said["x-frame-options"] == "DENY"
        assert said["referrer-policy"] == "same-origin"
        assert "no-store" in said["cache-control"], route.name


def test_a_strange_host_is_answered_with_nothing_of_it():
    build()
    answer = Client(raise_request_exception=False, headers={"Host": "evil.example"}).get("/")
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


def test_the_session_cookie_is_for_this_site_and_for_no_script():
    build()
    browser = Client()
    browser.post("/", {"population": "children", "area": "county"})
    cookie = browser.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["domain"] == ""


def test_a_secure_address_makes_secure_cookies(tmp_path):
    """The settings are read once, so another process reads those of a site behind https."""
    import os
    import subprocess
    import sys

    program = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0,"
        " s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS)"
    )
    environment = {
        **os.environ,
        "MASH_BASE_URL": "https://mash.example",
        "MASH_ENV": "production",
        "MASH_MAIL_FROM": "mash@mash.example",
        "DJANGO_SETTINGS_MODULE": "mash.config.settings",
    }
    said = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert said.stdout.split() == ["__Host-session", "True", "True", "True", "True", "['mash.example']"], (
        said.stderr
    )

"""Sign in by OpenID Connect, end to end against a provider of the tests' own on loopback."""

import base64
import json
import threading
import time
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
import pytest
from django.core.cache import cache
from django.test import Client

from mash.registers.accounts.models import User

pytestmark = pytest.mark.django_db


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Nothing."""


class Provider:
    """Says of everybody who asks that they are `claims`."""

    def __init__(self):
        self.claims = {}
        self.server = make_server("127.0.0.1", 0, self.answer, handler_class=Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, environ, start):
        body = {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
            },
            "/token": {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token()},
            "/userinfo": self.claims,
        }[environ["PATH_INFO"]]
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    def id_token(self):
        said = {"iss": self.url, "aud": "mash", "iat": int(time.time()), "exp": int(time.time()) + 60}
        return jwt.encode(said | self.claims, base64.b64encode(b"k" * 32), algorithm="HS256")


@pytest.fixture
def provider(settings):
    made = Provider()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "county",
                    "name": "County council",
                    "client_id": "mash",
                    "secret": "s",
                    "settings": {"server_url": made.url},
                }
            ]
        }
    }
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def world(world):
    cache.clear()
    return world


def go(provider, **claims):
    provider.claims = {"sub": "77", "email": "screener@example.org", "email_verified": True, **claims}
    client = Client()
    asked = client.post("/sign-in/by/county/")
    assert asked.url.startswith(f"{provider.url}/authorize?")
    state = parse_qs(urlsplit(asked.url).query)["state"][0]
    return client, client.get("/sign-in/by/county/back", {"code": "c", "state": state})


def test_the_sign_in_page_offers_the_provider(world, provider):
    assert "County council" in Client().get("/sign-in/").text


def test_an_invited_person_signs_in_with_their_organisation(world, provider):
    client, answer = go(provider, amr=["pwd", "mfa"])
    assert answer.url == "/after-sign-in"
    assert "You act from this seat." in client.get("/seats").text
    # The second time the provider's own number is enough.
    client, answer = go(provider, email="moved@example.org", amr=["mfa"])
    assert "You act from this seat." in client.get("/seats").text


def test_a_password_alone_at_the_provider_still_owes_a_second_factor(world, provider):
    client, _ = go(provider, amr=["pwd"])
    assert "Your role needs a second factor" in client.get("/seats", follow=True).text


def test_an_unverified_address_matches_nobody(world, provider):
    client, answer = go(provider, email_verified=False)
    assert answer.status_code == 403
    assert "You have not been invited" in answer.text
    assert client.get("/seats").status_code == 302


def test_nobody_signs_up_by_a_provider(world, provider):
    before = User.objects.count()
    _, answer = go(provider, email="stranger@example.org")
    assert answer.status_code == 403
    assert User.objects.count() == before


def test_a_state_that_was_not_given_out_is_refused(world, provider):
    answer = Client().get("/sign-in/by/county/back", {"code": "c", "state": "made-up"})
    assert answer.status_code == 403
    assert "Your organisation did not sign you in" in answer.text


def test_a_provider_that_is_not_there_is_a_404(world, provider):
    assert Client().post("/sign-in/by/elsewhere/").status_code == 404

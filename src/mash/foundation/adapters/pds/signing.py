"""Signing in as an application: a token of the National Health Service's platform for a signed statement of who asks.

The statement is a JSON Web Token (RFC 7519) signed with RS512; the token is used until it runs out.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.exceptions import ImproperlyConfigured

TIMEOUT_SECONDS: Final = 10.0
LEAST_BITS: Final = 2048
_STATEMENT_LASTS: Final = timedelta(minutes=4)  # the platform takes five at most
_MARGIN: Final = timedelta(seconds=30)
_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}


class SignInError(Exception):
    """No token. `reason` is a code; `retry` says whether trying again may help."""

    def __init__(self, reason: str, *, retry: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry


class SignIn:
    """Holds the token of one application. `api_key` is the application's, `key_id` names its public key."""

    def __init__(
        self, url: str, *, api_key: str, key_id: str, key: RSAPrivateKey, timeout: float = TIMEOUT_SECONDS
    ) -> None:
        self._url = safe_url(url, "MASH_PDS_TOKEN_URL")
        self._api_key = api_key
        self._key_id = key_id
        self._key = key
        self._timeout = timeout
        self._lock = Lock()
        self._token = ""
        self._until: datetime | None = None

    def token(self, at: datetime) -> str:
        """A token that holds at `at`. Raises SignInError."""
        with self._lock:
            if not self._token or self._until is None or at >= self._until:
                self._token, lasts = self._ask(at)
                self._until = at + lasts - _MARGIN
            return self._token

    def forget(self, token: str) -> None:
        """This token was not taken: ask for another next time."""
        with self._lock:
            if self._token == token:
                self._token = ""

    def _ask(self, at: datetime) -> tuple[str, timedelta]:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _BEARER,
            "client_assertion": self._statement(at),
        }
        try:
            answer = requests.post(self._url, data=form, timeout=self._timeout, allow_redirects=False)
        except (requests.RequestException, OSError):
            raise SignInError("sign-in-unreachable", retry=True) from None
        if answer.status_code != 200:
            retry = answer.status_code == 429 or answer.status_code >= 500
            raise SignInError(f"sign-in-{answer.status_code}", retry=retry)
        try:
            body = answer.json()
            return str(body["access_token"]), timedelta(seconds=int(body["expires_in"]))
        except (ValueError, KeyError, TypeError):
            raise SignInError("sign-in-unreadable", retry=False) from None

    def _statement(self, at: datetime) -> str:
        head = {"alg": "RS512", "typ": "JWT", "kid": self._key_id}
        body = {
            "iss": self._api_key,
            "sub": self._api_key,
            "aud": self._url,
            "jti": str(uuid4()),
            "exp": int((at + _STATEMENT_LASTS).timestamp()),
        }
        signed = f"{_part(head)}.{_part(body)}"
        return f"{signed}.{_coded(self._key.sign(signed.encode(), PKCS1v15(), SHA512()))}"


def _part(value: object) -> str:
    return _coded(json.dumps(value, separators=(",", ":")).encode())


def _coded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def private_key(path: str) -> RSAPrivateKey:
    """The application's private key, from a PEM file without a pass phrase. Raises ImproperlyConfigured."""
    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(
            "MASH_PDS_KEY_FILE is the path of the application's private RSA key, as PEM without a pass phrase, "
            f"that this process may read ({type(error).__name__})."
        ) from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < LEAST_BITS:
        raise ImproperlyConfigured(f"MASH_PDS_KEY_FILE is an RSA key of at least {LEAST_BITS} bits.")
    return key


def safe_url(url: str, setting: str) -> str:
    """An address whose traffic nobody else reads. Raises ImproperlyConfigured."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not (plain or parts.scheme == "https") or not parts.hostname or parts.query:
        raise ImproperlyConfigured(f"{setting} is an address that begins with https://.")
    return url.rstrip("/")

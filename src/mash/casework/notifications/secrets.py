"""A force's secret at rest, and the signature that it makes.

A call carries `Mash-Signature: t=SECONDS,v1=HEX`: the HMAC-SHA256, under the secret, of the seconds since 1970, a full
stop and the body's bytes. One that is older or newer than five minutes is refused, so that a call that was listened to
cannot be sent again later; the idempotency key makes one that is sent again at once do nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

LIVES: Final = timedelta(minutes=5)
_HEADER: Final = re.compile(r"t=(\d{1,12}),\s?v1=([0-9a-f]{64})", re.ASCII)


def new_secret() -> str:
    """256 bits, as 43 letters, digits, hyphens and underscores."""
    return secrets.token_urlsafe(32)


def seal(secret: str) -> bytes:
    return _box().encrypt(secret.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """Raises cryptography's InvalidToken for what another installation sealed."""
    return _box().decrypt(bytes(sealed)).decode()


def signature(secret: str, body: bytes, *, at: datetime) -> str:
    """The value of the header, as a force makes it."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_mac(secret, body, seconds)}"


def signed(header: str, secret: str, body: bytes, *, at: datetime) -> bool:
    """Whether the header is of this secret and body, and of these minutes."""
    found = _HEADER.fullmatch(header.strip())
    if found is None:
        return False
    seconds = int(found[1])
    fresh = abs(at.timestamp() - seconds) <= LIVES.total_seconds()
    return hmac.compare_digest(found[2], _mac(secret, body, seconds)) and fresh


def _mac(secret: str, body: bytes, seconds: int) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def _box() -> MultiFernet:
    keys = (settings.MASH_FILE_KEY, *settings.MASH_FILE_OLD_KEYS)
    # A key of its own, so that what else is sealed can never be read as a secret.
    derived = (hmac.new(one.encode(), b"mash sources 1", hashlib.sha256).digest() for one in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in derived])

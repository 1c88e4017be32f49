"""Packages at rest: under the installation's key, with a key of their own."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _key(secret: str) -> Fernet:
    derived = hmac.new(secret.encode(), b"mash rights packages 1", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(derived))


def _box() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.MASH_FILE_KEY, *settings.MASH_FILE_OLD_KEYS)])


def seal(data: bytes) -> bytes:
    return _box().encrypt(data)


def unseal(sealed: bytes | memoryview) -> bytes:
    """What `seal` was given. Raises cryptography's InvalidToken for another key, or bytes that changed."""
    return _box().decrypt(bytes(sealed))

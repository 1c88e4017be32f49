"""Drafts at rest: sealed with the installation's key, opened only for their holder and for a code's address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

Answers = dict[str, Any]


class SealError(RuntimeError):
    """What was sealed cannot be opened: another key, or bytes that changed."""


def _key(secret: str) -> Fernet:
    # A key of its own for drafts, so that a file's token can never be read as a draft.
    derived = hmac.new(secret.encode(), b"mash drafts 1", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(derived))


def _box() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.MASH_FILE_KEY, *settings.MASH_FILE_OLD_KEYS)])


def seal(answers: Answers) -> bytes:
    """The answers as one Fernet token."""
    return _box().encrypt(json.dumps(answers, separators=(",", ":")).encode())


def unseal(sealed: bytes | memoryview) -> Answers:
    """What `seal` was given. Raises SealError."""
    try:
        found: Answers = json.loads(_box().decrypt(bytes(sealed)))
    except (InvalidToken, ValueError) as error:
        raise SealError("The draft cannot be opened with the keys at hand.") from error
    return found

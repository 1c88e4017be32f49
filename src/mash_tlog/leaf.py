"""A leaf tells nothing by itself: it is a version and an HMAC of an entry's body under the entry's own salt.

Who has neither salt nor body learns nothing from it, and destroying both leaves the tree and its proofs as they were.
"""

from __future__ import annotations

import hmac

VERSION = 1
SALT_SIZE = 32
MAC_SIZE = 32
LEAF_SIZE = 1 + MAC_SIZE

_PREFIX = bytes([VERSION])


def leaf_data(salt: bytes, body: bytes) -> bytes:
    """The 33 bytes of a leaf: the version, then HMAC-SHA-256 of `body` (canonical JSON, UTF-8) under `salt`."""
    return _PREFIX + hmac.digest(salt, body, "sha256")


def leaf_data_of(mac: bytes) -> bytes:
    """The 33 bytes of a leaf whose HMAC is known. Raises ValueError where `mac` is not 32 bytes."""
    if len(mac) != MAC_SIZE:
        raise ValueError(f"An HMAC has {MAC_SIZE} bytes, not {len(mac)}.")
    return _PREFIX + mac

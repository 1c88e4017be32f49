"""Public identifiers: random, readable aloud, and no hint of how many there are."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Crockford's alphabet: no I, L, O or U, so that a reference survives a telephone call.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", " ": "", "-": ""})

_source: ContextVar[random.Random | None] = ContextVar("mash_id_source", default=None)


def public_id(length: int = 16) -> str:
    """A random id of `length` characters, 5 bits each."""
    source = _source.get()
    pick = source.choice if source is not None else secrets.choice
    return "".join(pick(ALPHABET) for _ in range(length))


def reference() -> str:
    """A reference for people: 10 characters (50 bits) in two groups, such as `7K2QM-9XPRT`."""
    text = public_id(10)
    return f"{text[:5]}-{text[5:]}"


def read_reference(text: str) -> str:
    """What a person typed or said, in the form that `reference` gives. Unreadable input comes back as typed."""
    clean = text.strip().upper().translate(_LOOKALIKES)
    return f"{clean[:5]}-{clean[5:]}" if len(clean) == 10 else text.strip()


@contextmanager
def seeded(source: random.Random) -> Iterator[None]:
    """Take ids from `source` for the length of the block: a demo county has the same ids each time."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)

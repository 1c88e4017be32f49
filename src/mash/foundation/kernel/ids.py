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

# A byte to a letter: 256 is a multiple of 32, so that each letter is as likely as any other.
_LETTERS = bytes(ord(ALPHABET[byte % 32]) for byte in range(256))
_source: ContextVar[random.Random | None] = ContextVar("mash_id_source", default=None)


def public_id(length: int = 16) -> str:
    """A random id of `length` characters, 5 bits each."""
    source = _source.get()
    pick = source.choice if source is not None else secrets.choice
    return "".join(pick(ALPHABET) for _ in range(length))


def public_ids(count: int, length: int = 16) -> list[str]:
    """`count` random ids as `public_id` makes them, a hundred times faster for many."""
    source = _source.get()
    if source is not None:
        return [public_id(length) for _ in range(count)]
    letters = secrets.token_bytes(count * length).translate(_LETTERS).decode("ascii")
    return [letters[start : start + length] for start in range(0, count * length, length)]


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

"""Drafts, codes and passphrases: how long they hold and how they are read. Pure but for chance."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from mash.casework.intake.words import WORDS

CODE_LIFE: Final = timedelta(minutes=15)
CODE_TRIES: Final = 5
CODES_AT_ONCE: Final = 3
"""Codes for one reference and one asker within CODE_LIFE; further wishes are answered alike and send nothing."""
ASKER_LENGTH: Final = 12
"""Characters of the name under which a session asks for codes."""
DRAFT_LIFE: Final = timedelta(days=28)
RECEIPT_LIFE: Final = timedelta(hours=1)
PASSPHRASE_WORDS: Final = 5
"""Five of some 300 words: 41 bits, against ten guesses an hour from an address."""


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_passphrase() -> str:
    """Words in lower case with spaces between."""
    return " ".join(secrets.choice(WORDS) for _ in range(PASSPHRASE_WORDS))


def read_passphrase(typed: str) -> str:
    """What was typed, as `new_passphrase` writes it: case, hyphens, commas and spaces do not matter."""
    return " ".join(re.findall(r"[a-z]+", typed.casefold()[:500]))


def read_code(typed: str) -> str:
    """The digits of what was typed."""
    return "".join(re.findall(r"[0-9]", typed[:100]))


def digest(about: str, code: str, *, key: str) -> str:
    """What is kept of a code; of no use without the installation's key, nor for another reference."""
    return hmac.new(key.encode(), f"{about}\n{code}".encode(), hashlib.sha256).hexdigest()


def receipt_open(submitted_at: datetime | None, at: datetime) -> bool:
    """Whether the confirmation and the copy may still be seen by the one who sent it."""
    return submitted_at is not None and at < submitted_at + RECEIPT_LIFE

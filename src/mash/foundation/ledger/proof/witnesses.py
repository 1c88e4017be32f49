"""Who bears witness: partner agencies' witnesses, each with its public key and its address."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mash_tlog.errors import FormatError
from mash_tlog.notes import COSIGNER, Verifier


@dataclass(frozen=True, slots=True)
class Witness:
    """`vkey` is the public key's text, `url` where its `add-checkpoint` is."""

    name: str
    vkey: str
    url: str

    @property
    def verifier(self) -> Verifier:
        return Verifier.from_text(self.vkey)


def configured() -> list[Witness]:
    """MASH_LOG_WITNESSES: a JSON list of {"vkey": ..., "url": ...}. Raises ImproperlyConfigured."""
    try:
        said = json.loads(settings.MASH_LOG_WITNESSES or "[]")
        found = [Witness(_cosigner(one["vkey"]).name, one["vkey"], one["url"]) for one in said]
    except (ValueError, KeyError, TypeError, FormatError) as error:
        raise ImproperlyConfigured(
            'MASH_LOG_WITNESSES is a JSON list such as [{"vkey": "name+id+key", "url": "https://..."}].'
        ) from error
    return found


def _cosigner(vkey: str) -> Verifier:
    found = Verifier.from_text(vkey)
    if found.kind != COSIGNER:
        raise FormatError("A witness has a key of kind 4 (cosignature/v1).")
    return found


def quorum() -> int:
    """How many witnesses a checkpoint needs: MASH_LOG_QUORUM, else more than half of them (0 where there are none)."""
    many = len(configured())
    asked = settings.MASH_LOG_QUORUM
    return min(asked, many) if asked else (many // 2 + 1 if many else 0)

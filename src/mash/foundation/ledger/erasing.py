"""Erase what an entry says where the law asks for it. Its leaf stays, so that every proof holds without it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection

from mash.foundation.kernel import Actor
from mash.foundation.ledger.events import ERASED
from mash.foundation.ledger.log import append
from mash.foundation.ledger.models import Entry, Seal

GROUNDS: Final = {
    "court": "An order of a court",
    "right": "Somebody's right to erasure (UK GDPR, Article 17)",
    "mistake": "Something about a person stood where only codes belong",
    "retention": "The time for which it may be kept is over",
}


class NotErasableError(ValueError):
    """No such ground; no such entry for whoever asks, or one without a leaf yet, or an erasure itself: the sentence says so."""


def erase(number: int, ground: str, *, by: Actor, at: datetime) -> int:
    """Erase the content, the names and the mentions of an entry that the governance lead `by` sees.

    `ground` is a key of GROUNDS. Returns the number of the entry that says so, which stays. Raises NotErasableError.
    """
    if ground not in GROUNDS:
        grounds = "; ".join(f"{key}: {words}" for key, words in GROUNDS.items())
        raise NotErasableError(f"“{ground}” is no ground to erase something. There are {grounds}.")
    entry, seal = Entry.objects.filter(pk=number).first(), Seal.objects.filter(pk=number).first()
    if entry is None:
        raise NotErasableError(f"You see no entry {number} in the log.")
    if seal is None:
        raise NotErasableError(f"Entry {number} has no leaf in the tree yet: wait a second.")
    if seal.salt is None:
        raise NotErasableError(f"What entry {number} said is erased already.")
    if entry.event == ERASED.name:
        raise NotErasableError(f"Entry {number} says what was erased, and stays.")
    payload = {"entry": number, "leaf": seal.leaf, "ground": ground}
    because = append(ERASED, by=by, at=at, about=[], payload=payload)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.erase(%s, %s)", [number, because])
    return because


def erased_by(number: int) -> int | None:
    """The number of the entry that says that this one was erased, None where it was not."""
    return Entry.objects.filter(erased__entry=number).values_list("pk", flat=True).first()

"""Who and what a play needs at hand: the personas as actors, the agencies, and the ways to call an action."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final

from mash.demo import personas
from mash.demo.county.text import PLAIN, Marks
from mash.foundation.kernel import Refused, public_id, seeded
from mash.foundation.visibility.session import become
from mash.registers.agencies.models import Agency

if TYPE_CHECKING:
    from datetime import datetime

    from mash.foundation.kernel import Actor
    from mash.registers.accounts.models import User

CALLERS: Final = {"2A": "teacher", "3A": "gp"}
"""Persona who refers for some of a source's contacts, so that their own list of referrals is not empty."""


class PlayError(RuntimeError):
    """An action refused what the county did: one of the two is wrong, and neither is passed over."""


@dataclass(frozen=True)
class Stage:
    """Made once a process, inside `acting`. `seed` makes every id the same each time; `marks` mark what is written."""

    seed: str
    until: datetime
    actors: dict[str, Actor]
    users: dict[str, User]
    agencies: dict[str, Agency]
    marks: Marks = field(default=PLAIN)

    @classmethod
    def build(cls, *, seed: str, until: datetime, marks: Marks = PLAIN) -> Stage:
        return cls(
            seed=seed,
            until=until,
            actors=personas.actors(),
            users=personas.users(),
            agencies={agency.key: agency for agency in Agency.objects.all()},
            marks=marks,
        )

    def become(self, persona: str, at: datetime) -> Actor:
        """From here on the transaction is this persona's, at this time."""
        actor = self.actors[persona]
        become(actor, at)
        return actor

    def person_id(self, key: str) -> str:
        """The public id of the person behind a key: from the seed, so that no list of them need be kept."""
        with seeded(Random(f"{self.seed}:person:{key}")):
            return public_id()


def must[T](said: T | Refused) -> T:
    """What an action gave. Raises PlayError with the refusal's code and sentence."""
    if isinstance(said, Refused):
        raise PlayError(f"{said.code}: {said.sentence}")
    return said

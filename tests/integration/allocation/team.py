"""The hub's people, a case that nobody has, and what they may do, told in a few lines."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

from tests.world import TUESDAY, World, a_worry

from mash.casework.intake.actions import receive
from mash.foundation.kernel import Actor, Refused
from mash.foundation.visibility import acting
from mash.registers.team import actions
from mash.registers.team.rules import Told

LATER = TUESDAY + timedelta(hours=1)
HOUR = timedelta(hours=1)


@contextmanager
def as_(world: World, who: str, at: datetime = LATER):
    by = world.actor(who)
    with acting(by, at):
        yield {"by": by, "at": at}


def done(result):
    assert not isinstance(result, Refused), result
    return result


def comes(at: datetime = TUESDAY, **changes: object) -> str:
    """A contact about Rosa and Tomas; returns its matter's reference."""
    with acting(Actor.draft("DRAFT"), at):
        return receive(by=Actor.draft("DRAFT"), at=at, arrival=a_worry(**changes)).matter.ref


def told(code: str, *, until: date | None = None) -> Told:
    return Told(code, "Three days' course, passed", "Training unit", date(2026, 1, 6), until)


def able(world: World, who: str, *codes: str, at: datetime = TUESDAY) -> None:
    """A manager records what somebody is able to do."""
    with as_(world, "manager", at) as common:
        hub = world.hubs["county"]
        for code in codes:
            done(actions.record(**common, hub=hub, user=world.users[who], said=told(code)))

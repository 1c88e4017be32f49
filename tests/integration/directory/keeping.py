"""A health agency's directory in a few lines: the nurse on duty in office hours, a team for the nights, and a deputy."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.world import TUESDAY, World

from mash.foundation.kernel import Refused
from mash.foundation.visibility import acting
from mash.registers.directory import actions
from mash.registers.directory.models import Post, Way
from mash.registers.directory.rules import WaySaid, local_day

OFFICE = "Mon to Fri 09:00-17:00"


@contextmanager
def as_(world: World, who: str, at: datetime = TUESDAY):
    by = world.actor(who)
    with acting(by, at):
        yield {"by": by, "at": at}


def done(result: Any) -> Any:
    assert not isinstance(result, Refused), result
    return result


def said(at: datetime = TUESDAY, **changes: Any) -> WaySaid:
    return replace(WaySaid(kind="phone", value="01632 960 171", from_day=local_day(at)), **changes)


def posts(world: World, who: str = "health", at: datetime = TUESDAY) -> dict[str, Post]:
    """The nurse (with the health researcher's seat), the night team and the deputy, by those words."""
    with as_(world, who, at) as common:
        team = done(
            actions.add_team(
                **common, agency=world.agencies["health"], name="Safeguarding nurses", town="Ostermarch"
            )
        )
        nights = done(actions.add_team(**common, agency=world.agencies["health"], name="Night team"))
        made = {
            "nurse": done(actions.add_post(**common, team=team, title="Named nurse on duty")),
            "deputy": done(actions.add_post(**common, team=team, title="Deputy named nurse")),
            "night": done(actions.add_post(**common, team=nights, title="Night coordinator")),
        }
        done(
            actions.set_holder(**common, post=made["nurse"], name="Health Person", seat=world.seats["health"])
        )
        for name, way in {
            "nurse": said(at, when="hours", hours=OFFICE, purposes=("request",)),
            "night": said(at, value="01632 960 172", when="outside", hours=OFFICE),
            "deputy": said(at, kind="email", value="deputy.nurse@health.example", purposes=("media",)),
        }.items():
            done(actions.add_way(**common, post=made[name], said=way))
    return made


def way_of(post: Post) -> Way:
    return Way.objects.select_related("post__team__agency", "post__team__hub").get(
        post=post, withdrawn_at__isnull=True
    )

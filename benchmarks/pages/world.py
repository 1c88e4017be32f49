"""A small world for the benchmark, built through actions: two hubs, two desks, two agencies to ask, their people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.accounts import queries as accounts
from mash.registers.accounts.actions import give_seat, invite
from mash.registers.accounts.models import Seat
from mash.registers.agencies.actions import set_agency, set_desk, set_hub
from mash.registers.agencies.models import Agency, Hub
from mash.registers.agreements.defaults import set_up_signed
from mash.registers.clocks.actions import set_calendar
from mash.registers.clocks.rules import Nation, office_hours
from mash.registers.standards.actions import install_defaults

SETUP = Actor.service("setup")
YEARS_BEFORE = timedelta(days=1500)
YEAR = timedelta(days=365)
HUBS = {"county": "Ostermarch", "city": "Kilnminster"}
ASKED = ("police", "health")


@dataclass
class World:
    """Agencies by key, and the actor of each person by name: `county-screener`, `city-decider`, `police`."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    def found(cls) -> World:
        """The world that `build` made, read back from the database at hand."""
        with acting(SETUP, datetime.now().astimezone()):
            seats = Seat.objects.select_related("user", "hub", "desk", "agency")
            return cls(
                {one.key: one for one in Agency.objects.all()},
                {one.user.email.partition("@")[0]: accounts.actor_of(one) for one in seats},
            )


def build(today: datetime) -> World:
    """Build it as it stood some years before `today`, in the database at hand, and commit."""
    at = today - YEARS_BEFORE
    world = World()
    with acting(SETUP, at):
        install_defaults(by=SETUP, at=at)
        for key, name, kind in [
            ("county-childrens", "Ostermarch children's services", "childrens-services"),
            ("city-childrens", "Kilnminster children's services", "childrens-services"),
            ("police", "Ostermarch Police", "police"),
            ("health", "Ostermarch Community Health", "health"),
        ]:
            world.agencies[key] = set_agency(by=SETUP, at=at, key=key, name=name, kind=kind)
        for key, town in HUBS.items():
            hub = set_hub(
                by=SETUP,
                at=at,
                key=key,
                name=f"{town} hub",
                area=town,
                phone="01632 960100",
                agencies=world.agencies.values(),
            )
            _staff(world, hub, town, at)
        for agency in ASKED:
            _person(world, agency, at, role="researcher", agency=world.agencies[agency])
        set_up_signed(
            by=SETUP,
            at=at,
            agencies=world.agencies.values(),
            signed=at.date(),
            review_by=(today + YEAR).date(),
            post="Lead",
        )
    return world


def _staff(world: World, hub: Hub, town: str, at: datetime) -> None:
    authority = world.agencies[f"{hub.key}-childrens"]
    desk = set_desk(
        by=SETUP,
        at=at,
        hub=hub,
        key=f"{hub.key}-children",
        name=f"{town} children's desk",
        population="children",
        authority=authority,
    )
    set_calendar(
        by=SETUP,
        at=at,
        key=desk.key,
        title=desk.name,
        weekly=office_hours(time(9), time(17)),
        nation=Nation.ENGLAND,
    )
    for role in ("screener", "decider"):
        _person(world, f"{hub.key}-{role}", at, role=role, desk=desk, agency=authority)


def _person(world: World, who: str, at: datetime, *, role: str, **place: object) -> None:
    user = invite(
        by=SETUP,
        at=at,
        email=f"{who}@example.org",
        name=f"{who.replace('-', ' ').title()} Person",
        social_work_registration="SW123456" if role == "decider" else "",
    )
    seat = give_seat(by=SETUP, at=at, user=user, role=role, **place)  # type: ignore[arg-type] # desk or agency
    world.actors[who] = accounts.actor_of(seat)

"""The county's set-up, through actions: standards, agencies, hubs, desks and their opening hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from mash.casework.notifications.actions import record_source
from mash.casework.notifications.permissions import CONSOLE
from mash.demo.county.places import AGENCIES, DESKS, HUBS, agencies_of
from mash.foundation.kernel import Actor
from mash.registers.agencies.actions import set_agency, set_desk, set_hub
from mash.registers.agencies.models import Agency, Desk, Hub
from mash.registers.agreements.defaults import set_up_signed
from mash.registers.agreements.models import Agreement
from mash.registers.clocks.actions import set_calendar
from mash.registers.clocks.rules import Nation, Weekly
from mash.registers.standards.actions import install_defaults

SETUP: Final = Actor.service("setup")
FORCE: Final = "police"
OUT_OF_HOURS: Final = {"county": "01632 960109", "city": "01632 960209"}
# Longer than the county's year and all before it: nothing lapses while a visitor looks.
REVIEWED_EVERY: Final = timedelta(days=8 * 365)
# Council hubs mostly close half an hour earlier on Fridays; the city keeps the same hours all week.
FRIDAY: Final = {"county": time(16, 30), "city": time(17)}


@dataclass(frozen=True, slots=True)
class World:
    """The hubs, desks and agencies in the database, by key."""

    hubs: dict[str, Hub]
    desks: dict[str, Desk]
    agencies: dict[str, Agency]


def opening_hours(hub: str) -> list[Weekly]:
    """Monday to Friday from half past eight."""
    return [Weekly(day, time(8, 30), FRIDAY[hub] if day == 4 else time(17)) for day in range(5)]


def present() -> World:
    """What of the world is in the database."""
    return World(
        {hub.key: hub for hub in Hub.objects.all()},
        {desk.key: desk for desk in Desk.objects.select_related("hub", "authority")},
        {agency.key: agency for agency in Agency.objects.all()},
    )


def set_up(*, at: datetime) -> World:
    """Make whatever is missing, as the service `setup` in the transaction under way; else change nothing."""
    world = present()
    # A county that an earlier version set up gets what has come since: lists of codes, and the agreements.
    install_defaults(by=SETUP, at=at)
    if world.desks.keys() >= DESKS.keys():
        _agree(world, at)
        return world
    for agency in AGENCIES.values():
        world.agencies[agency.key] = set_agency(
            by=SETUP, at=at, key=agency.key, name=agency.name, kind=agency.sector, phone=agency.phone
        )
    for hub in HUBS.values():
        world.hubs[hub.key] = set_hub(
            by=SETUP,
            at=at,
            key=hub.key,
            name=hub.name,
            area=hub.area,
            phone=hub.phone,
            out_of_hours_phone=OUT_OF_HOURS[hub.key],
            agencies=[world.agencies[agency.key] for agency in agencies_of(hub.key)],
        )
    for desk in DESKS.values():
        world.desks[desk.key] = set_desk(
            by=SETUP,
            at=at,
            hub=world.hubs[desk.hub],
            key=desk.key,
            name=desk.name,
            population=desk.kind,
            authority=world.agencies[desk.authority],
        )
        set_calendar(
            by=SETUP,
            at=at,
            key=desk.key,
            title=desk.name,
            weekly=opening_hours(desk.hub),
            nation=Nation.ENGLAND,
        )
    _let_in_the_force(world, at)
    _agree(world, at)
    return present()


def _let_in_the_force(world: World, at: datetime) -> None:
    """The force's own system sends its notifications to each hub, which hands them to the desk that they are for."""
    for hub in HUBS:
        record_source(
            by=CONSOLE,
            at=at,
            key=incidents_of(hub),
            title=f"{world.agencies[FORCE].name}: incident system",
            agency=world.agencies[FORCE],
            desk=world.desks[f"{hub}-children"],
        )


def incidents_of(hub: str) -> str:
    """The key of the source by which the force's system sends to a hub."""
    return f"{hub}-incidents"


def _agree(world: World, at: datetime) -> None:
    """The shipped agreements, signed by all; where there are any, they are the visitor's own by now."""
    if Agreement.objects.exists():
        return
    set_up_signed(
        by=SETUP,
        at=at,
        agencies=world.agencies.values(),
        signed=at.date(),
        review_by=at.date() + REVIEWED_EVERY,
        post="Safeguarding lead",
    )

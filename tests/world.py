"""One small world for the tests, built through actions: two hubs, their desks and agencies, one person a role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from mash.casework.intake.arrival import Arrival, PersonSaid, ReferrerSaid
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.accounts import queries as accounts
from mash.registers.accounts.actions import give_seat, invite
from mash.registers.accounts.clearances import clear_seat
from mash.registers.accounts.models import Clearance, Seat, User
from mash.registers.agencies.actions import set_agency, set_desk, set_hub
from mash.registers.agencies.models import Agency, Desk, Hub
from mash.registers.agreements.defaults import set_up_signed
from mash.registers.clocks.actions import set_calendar
from mash.registers.clocks.rules import Nation, office_hours
from mash.registers.standards.actions import install_defaults

SETUP = Actor.service("setup")
BEFORE = datetime(2026, 1, 5, 9, tzinfo=UTC)
# A Tuesday, ten in the morning: no bank holiday near it.
TUESDAY = datetime(2026, 6, 9, 9, tzinfo=UTC)
# The day by which the agreements on sharing are to be reviewed.
REVIEW_BY = date(2028, 1, 5)
PASSWORD = "correct-horse-battery-staple"


@dataclass
class World:
    hubs: dict[str, Hub] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)

    def actor(self, who: str) -> Actor:
        """The actor of a person by name: `screener`, `decider`, `police`, ... (see `build`)."""
        seat = self.seats[who]
        seat.cleared = who in self.cleared  # type: ignore[attr-defined] # as seats are read for sign-in
        return accounts.actor_of(seat)

    def clear(self, who: str) -> None:
        """Clear a person for the sealed material of their hub, as set-up does it."""
        with acting(SETUP, BEFORE):
            done = clear_seat(by=SETUP, at=BEFORE, seat=self.seats[who], reason="Custodian of the hub")
        assert isinstance(done, Clearance), done
        self.cleared.add(who)


def build(*, password: str | None = None) -> World:
    """Build the world in the database at hand; commits unless a test's transaction is open."""
    world = World()
    with acting(SETUP, BEFORE):
        install_defaults(by=SETUP, at=BEFORE)
        for key, name, kind in [
            ("county-childrens", "Ostermarch children's services", "childrens-services"),
            ("county-adults", "Ostermarch adult social care", "adults-services"),
            ("city-childrens", "Kilnminster children's services", "childrens-services"),
            ("police", "Ostermarch Police", "police"),
            ("health", "Ostermarch Community Health", "health"),
            ("school", "Ostermarch schools", "education"),
        ]:
            world.agencies[key] = set_agency(by=SETUP, at=BEFORE, key=key, name=name, kind=kind)
        for key, name in [("county", "Ostermarch hub"), ("city", "Kilnminster hub")]:
            world.hubs[key] = set_hub(
                by=SETUP,
                at=BEFORE,
                key=key,
                name=name,
                area=name.split()[0],
                phone="01632 960100",
                agencies=world.agencies.values(),
            )
        for hub, population, authority in [
            ("county", "children", "county-childrens"),
            ("county", "adults", "county-adults"),
            ("city", "children", "city-childrens"),
        ]:
            key = f"{hub}-{population}"
            world.desks[key] = set_desk(
                by=SETUP,
                at=BEFORE,
                hub=world.hubs[hub],
                key=key,
                name=f"{hub} {population} desk".capitalize(),
                population=population,
                authority=world.agencies[authority],
            )
            set_calendar(
                by=SETUP,
                at=BEFORE,
                key=key,
                title=world.desks[key].name,
                weekly=office_hours(time(9), time(17)),
                nation=Nation.ENGLAND,
            )
        set_up_signed(
            by=SETUP,
            at=BEFORE,
            agencies=world.agencies.values(),
            signed=BEFORE.date(),
            review_by=REVIEW_BY,
            post="Lead",
        )
        for who, role, desk, agency, registration in [
            ("screener", "screener", "county-children", "county-childrens", ""),
            ("decider", "decider", "county-children", "county-childrens", "SW123456"),
            ("unregistered", "decider", "county-children", "county-childrens", ""),
            ("adult-screener", "screener", "county-adults", "county-adults", ""),
            ("adult-decider", "decider", "county-adults", "county-adults", "SW223456"),
            ("manager", "manager", "county-children", "county-childrens", ""),
            ("city-screener", "screener", "city-children", "city-childrens", ""),
            ("city-decider", "decider", "city-children", "city-childrens", "SW323456"),
            ("police", "researcher", "", "police", ""),
            ("health", "researcher", "", "health", ""),
            ("teacher", "referrer", "", "school", ""),
            ("governance", "governance", "county-children", "", ""),
            ("practitioner", "practitioner", "county-children", "county-childrens", ""),
            ("administrator", "administrator", "", "", ""),
        ]:
            user = invite(
                by=SETUP,
                at=BEFORE,
                email=f"{who}@example.org",
                name=f"{who.capitalize()} Person",
                password=password,
                social_work_registration=registration,
            )
            world.users[who] = user
            world.seats[who] = give_seat(
                by=SETUP,
                at=BEFORE,
                user=user,
                role=role,
                desk=world.desks.get(desk),
                agency=world.agencies.get(agency),
            )
    return world


def a_worry(**changes: object) -> Arrival:
    """A teacher's worry about Rosa Bellweather, aged nine, and her brother Tomas."""
    fields: dict[str, object] = {
        "hub": "county",
        "population": "children",
        "kind": "referral",
        "channel": "form",
        "danger_now": "no",
        "worry": "Rosa came to school hungry and said nobody was home last night.",
        "source": "2A",
        "people": (
            PersonSaid(
                role="subject",
                said={
                    "given_name": "Rosa",
                    "family_name": "Bellweather",
                    "nhs_number": "9990000018",
                    "born": {"day": 14, "month": 3, "year": 2017},
                    "address": {"lines": "4 Tannery Row, Ostermarch", "postcode": "ZZ1 4AB"},
                },
            ),
            PersonSaid(
                role="sibling",
                said={
                    "given_name": "Tomas",
                    "family_name": "Bellweather",
                    "born": {"day": 2, "month": 8, "year": 2019},
                    "address": {"lines": "4 Tannery Row, Ostermarch", "postcode": "ZZ1 4AB"},
                },
            ),
        ),
        "referrer": ReferrerSaid(
            klass="professional",
            name="Edith Marlow",
            role="Teacher",
            agency="Ostermarch schools",
            phone="01632 960111",
            email="teacher@example.org",
        ),
    }
    return Arrival(**{**fields, **changes})  # type: ignore[arg-type] # the fields above are its own

"""The invented county of Ostermarch and its city Kilnminster: hubs, desks, agencies, towns.

No place, street, postcode area or telephone number here exists. Postcodes use the area "ZZ", which is not
allocated; telephone numbers are from the ranges that Ofcom keeps for drama (01632 960000-960999 and
07700 900000-900999); e-mail addresses are under example.org.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from mash.demo.county.worry import DeskKind, Hub

Sector = Literal[
    "childrens-services",
    "adults-services",
    "police",
    "health",
    "education",
    "housing",
    "justice",
    "fire",
    "voluntary",
]


@dataclass(frozen=True, slots=True)
class HubPlace:
    key: Hub
    name: str
    area: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """`authority` is the key of the council whose statutory decisions the desk takes."""

    key: str
    hub: Hub
    kind: DeskKind
    name: str
    phone: str
    authority: str


@dataclass(frozen=True, slots=True)
class AgencyPlace:
    """An agency that answers requests. `hubs` are those it serves; `systems` what it searches."""

    key: str
    name: str
    sector: Sector
    hubs: tuple[Hub, ...]
    phone: str
    email: str
    systems: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town with its wards; `district` is the outward half of its postcodes."""

    name: str
    hub: Hub
    district: str
    wards: tuple[str, ...]


BOTH: Final[tuple[Hub, ...]] = ("county", "city")

HUBS: Final[dict[Hub, HubPlace]] = {
    "county": HubPlace(
        "county", "Ostermarch hub", "Ostermarch", "01632 960100", "hub@ostermarch.example.org"
    ),
    "city": HubPlace("city", "Kilnminster hub", "Kilnminster", "01632 960200", "hub@kilnminster.example.org"),
}

DESKS: Final[dict[str, DeskPlace]] = {
    desk.key: desk
    for desk in (
        DeskPlace(
            "county-children",
            "county",
            "children",
            "Ostermarch children’s desk",
            "01632 960101",
            "county-council-childrens",
        ),
        DeskPlace(
            "county-adults",
            "county",
            "adults",
            "Ostermarch adults’ desk",
            "01632 960102",
            "county-council-adults",
        ),
        DeskPlace(
            "city-children",
            "city",
            "children",
            "Kilnminster children’s desk",
            "01632 960201",
            "city-council-childrens",
        ),
        DeskPlace(
            "city-adults",
            "city",
            "adults",
            "Kilnminster adults’ desk",
            "01632 960202",
            "city-council-adults",
        ),
    )
}


def _agency(
    key: str, name: str, sector: Sector, phone: str, systems: str, *, hubs: tuple[Hub, ...] = BOTH
) -> AgencyPlace:
    return AgencyPlace(key, name, sector, hubs, f"01632 960{phone}", f"mash@{key}.example.org", systems)


AGENCIES: Final[dict[str, AgencyPlace]] = {
    agency.key: agency
    for agency in (
        _agency(
            "county-council-childrens",
            "Ostermarch County Council children’s services",
            "childrens-services",
            "110",
            "social care record, early help record",
            hubs=("county",),
        ),
        _agency(
            "city-council-childrens",
            "Kilnminster City Council children’s services",
            "childrens-services",
            "210",
            "social care record, early help record",
            hubs=("city",),
        ),
        _agency(
            "county-council-adults",
            "Ostermarch County Council adult social care",
            "adults-services",
            "111",
            "adult care record",
            hubs=("county",),
        ),
        _agency(
            "city-council-adults",
            "Kilnminster City Council adult social care",
            "adults-services",
            "211",
            "adult care record",
            hubs=("city",),
        ),
        _agency(
            "police",
            "Ostermarch Police",
            "police",
            "300",
            "crime and incident record, custody, intelligence, domestic abuse history",
        ),
        _agency(
            "health",
            "Osterwater Community Health NHS Trust",
            "health",
            "310",
            "health visiting and school nursing records",
        ),
        _agency(
            "acute-hospital",
            "Kilnminster General Hospitals NHS Trust",
            "health",
            "311",
            "emergency department, maternity and ward records",
        ),
        _agency("gp-federation", "Ostermarch GP Federation", "health", "312", "practice records"),
        _agency(
            "mental-health",
            "Marlstead Mental Health NHS Trust",
            "health",
            "313",
            "community mental health and crisis team records",
        ),
        _agency(
            "education-county",
            "Ostermarch and Kilnminster Schools Service",
            "education",
            "320",
            "attendance, exclusions, school safeguarding records",
        ),
        _agency(
            "housing",
            "Two Rivers Housing",
            "housing",
            "330",
            "tenancy, arrears and neighbourhood records",
        ),
        _agency("probation", "Ostermarch Probation", "justice", "340", "supervision record"),
        _agency("fire", "Ostermarch Fire and Rescue", "fire", "350", "home safety visits"),
        _agency(
            "domestic-abuse-service",
            "Lanternhouse Domestic Abuse Service",
            "voluntary",
            "360",
            "advocacy caseload, refuge record",
        ),
    )
}

TOWNS: Final[tuple[Town, ...]] = (
    Town("Osterby", "county", "ZZ1", ("Osterby Castle", "Osterby Mills", "Abbotsmarch")),
    Town("Marlstead", "county", "ZZ2", ("Marlstead North", "Marlstead Quarry", "Coppice Top")),
    Town("Quillbridge", "county", "ZZ3", ("Quillbridge Town", "Weirside")),
    Town("Harrowick", "county", "ZZ4", ("Harrowick East", "Harrowick West", "Pitmoor")),
    Town("Fennhollow", "county", "ZZ5", ("Fennhollow", "Nine Oaks")),
    Town("Great Tarling", "county", "ZZ6", ("Great Tarling", "Little Tarling")),
    Town("Wexcombe Heath", "county", "ZZ7", ("Heathside", "Wexcombe Green")),
    Town("Brackenthorpe", "county", "ZZ8", ("Brackenthorpe and the Dales",)),
    Town("Kilnminster", "city", "ZZ11", ("Bottle Bank", "Minster")),
    Town("Kilnminster", "city", "ZZ12", ("Saggar Hill", "Glazeworks")),
    Town("Kilnminster", "city", "ZZ13", ("Northkiln", "Slipside")),
    Town("Kilnminster", "city", "ZZ14", ("Canal Basin", "Potbank", "Marl Lane")),
)


def agencies_of(hub: Hub) -> tuple[AgencyPlace, ...]:
    """The agencies that serve `hub`, in the order in which they are listed."""
    return tuple(agency for agency in AGENCIES.values() if hub in agency.hubs)

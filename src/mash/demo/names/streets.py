"""Invented streets, schools and practices."""

from __future__ import annotations

from typing import Final

STREETS: Final[tuple[str, ...]] = (
    "Saltglaze Street",
    "Cobblers Row",
    "Pinfold Rise",
    "Wheelwright Close",
    "Slipware Road",
    "Lapwing Grove",
    "Old Tramway",
    "Tanyard Lane",
    "Bellmaker Street",
    "Oatcake Lane",
    "Bluebrick Terrace",
    "Jasper Street",
    "Biscuit Lane",
    "Ropewalk Gardens",
    "Heronbrook Drive",
    "Furlong Piece",
    "Dyers Croft",
    "Lodestone Avenue",
    "Mallard Reach",
    "Ninepin Street",
    "Quarry Hollow",
    "Engine Pit Lane",
    "Hartshorn Crescent",
    "Cinder Path",
    "Wharfinger Road",
    "Thimble Hall Road",
    "Foxglove Bank",
    "Millrace Court",
    "Candlemas Street",
    "Fiddlers Elbow",
    "Teasel Way",
    "Lockkeeper Mews",
    "Chainmaker Road",
    "Sparrow Yard",
    "Gritstone View",
    "Plover Field",
    "Bonebank Road",
    "Marlpit Lane",
    "Hopyard Street",
    "Samphire Close",
    "Whistlers Green",
    "Longnor Piece",
)

PRIMARY_SCHOOLS: Final[tuple[str, ...]] = (
    "Lapwing Grove Primary School",
    "St Werburn’s Catholic Primary School",
    "Bottle Bank Primary Academy",
    "Weirside Infant School",
    "Nine Oaks Church of England Primary School",
    "Saggar Hill Community Primary School",
    "Pitmoor Primary School",
    "Little Tarling Primary School",
    "Canal Basin Primary Academy",
)
SECONDARY_SCHOOLS: Final[tuple[str, ...]] = (
    "Osterby High School",
    "The Minster Academy",
    "Harrowick Community College",
    "Marlstead School",
    "Northkiln Academy",
    "Wexcombe Heath High School",
)
NURSERIES: Final[tuple[str, ...]] = (
    "Little Kilns Nursery",
    "Teasel Way Day Nursery",
    "Ducklings at Weirside",
    "Thimble Hall Pre-school",
)
PRACTICES: Final[tuple[str, ...]] = (
    "Potbank Surgery",
    "Heronbrook Medical Centre",
    "The Furlong Practice",
    "Quillbridge Health Centre",
    "Slipside Family Practice",
    "Great Tarling Surgery",
)
CARE_HOMES: Final[tuple[str, ...]] = (
    "Lodestone House care home",
    "The Samphires nursing home",
    "Oakpiece residential home",
    "Weirside Court extra-care flats",
    "Plover Field supported living",
)


def school_for(age: int, number: int) -> str:
    """The invented school or nursery of a child of that age; empty under 2 and from 17 on."""
    if age < 2 or age > 16:
        return ""
    kind = NURSERIES if age < 4 else PRIMARY_SCHOOLS if age < 11 else SECONDARY_SCHOOLS
    return kind[number % len(kind)]

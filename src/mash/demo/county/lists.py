"""Whom three agencies have on their lists: people of the county's own households, and some whom no hub ever met.

As in life an agency spells some of them otherwise, swaps a day and a month, has no number or no address. The same seed
makes the same lists. An address that is protected stands in none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Final

from mash.demo.county.households import Pool
from mash.demo.county.supplied import respelt
from mash.demo.county.text import Where

if TYPE_CHECKING:
    from mash.demo.county.households import Household, Member
    from mash.demo.county.worry import Hub
    from mash.demo.county.year import Year

KNOWN: Final = 240
UNKNOWN: Final = 60
"""How many of a list are of the county's contacts, and how many are not."""
HEADING: Final = (
    "ID",
    "First name",
    "Surname",
    "Date of birth",
    "Sex",
    "NHS number",
    "Telephone",
    "Address",
    "Town",
    "Postcode",
)


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency's list: `prefix` begins its numbers, `numbered` is the share of people whose NHS number it has."""

    key: str
    title: str
    purpose: str
    prefix: str
    hubs: tuple[Hub, ...]
    numbered: float
    wanted: Callable[[Member, date], bool]


def _pupil(member: Member, _today: date) -> bool:
    return bool(member.person.school) and member.focus


def _anybody(_member: Member, _today: date) -> bool:
    return True


def _ten_or_older(member: Member, today: date) -> bool:
    born = member.person.born
    return born is not None and (today - born).days > 3652


AGENCIES: Final = (
    Agency(
        "education-county",
        "Pupils on roll",
        "To know a child's school at once",
        "P",
        ("county",),
        0.0,
        _pupil,
    ),
    Agency(
        "health",
        "People in community health's care",
        "To know who visits a family already",
        "H",
        ("county", "city"),
        0.95,
        _anybody,
    ),
    Agency(
        "police",
        "People in incidents with a child present",
        "To find the same household under other names",
        "N",
        ("county", "city"),
        0.0,
        _ten_or_older,
    ),
)


def rows(year: Year, agency: Agency, *, known: int = KNOWN, unknown: int = UNKNOWN) -> list[tuple[str, ...]]:
    """The list of one agency, a tuple in the order of HEADING for each person."""
    rng = Random(f"{year.seed}:list:{agency.key}")
    today = year.until.date()
    met = sorted(_of(_met(year, agency), agency, today), key=lambda each: each.person.key)
    others = list(_of(_strangers(year, agency, unknown), agency, today))
    chosen = [*rng.sample(met, min(known, len(met))), *others[:unknown]]
    return [_row(rng, year, agency, place, member) for place, member in enumerate(chosen, start=1)]


def _of(households: Iterator[Household], agency: Agency, today: date) -> Iterator[Member]:
    seen: set[str] = set()
    for household in households:
        for member in household.members:
            person = member.person
            if person.key in seen or person.born is None or person.born > today or not person.last_name:
                continue
            seen.add(person.key)
            if agency.wanted(member, today):
                yield member


def _met(year: Year, agency: Agency) -> Iterator[Household]:
    """The children's households that the year's contacts are about."""
    pool = Pool(year.seed, year.until.date())
    for slot in sorted(year.slots, key=lambda each: each.id):
        if slot.desk == "children" and slot.hub in agency.hubs:
            yield pool.household(slot.household, slot.hub, slot.desk, slot.first_seen)


def _strangers(year: Year, agency: Agency, most: int) -> Iterator[Household]:
    """Households after the last that anybody was worried about."""
    pool = Pool(year.seed, year.until.date())
    first = max((slot.household for slot in year.slots), default=0) + 1_000
    for number in range(first, first + 2 * most):
        hub = agency.hubs[number % len(agency.hubs)]
        yield pool.household(number, hub, "children", year.until.date())


def _row(rng: Random, year: Year, agency: Agency, place: int, member: Member) -> tuple[str, ...]:
    person = member.person
    text = year.marks.at(Where(agency=agency.key, about=person.key))
    born = person.born or year.until.date()
    day, month = born.day, born.month
    if day <= 12 and rng.random() < 0.04:
        day, month = month, day
    address = person.address if person.address and not person.address.protected else None
    if rng.random() < 0.08:
        address = None  # moved, and nobody told them
    home = year.marks.at(Where(agency=agency.key, about=address.key if address else ""))
    first, last = (
        _slip(rng, respelt(rng, person.first_name, 0.3)),
        _slip(rng, respelt(rng, person.last_name, 0.2)),
    )
    return (
        f"{agency.prefix}{place:05d}",
        text("open", first) if first else "",
        text("open", last),
        f"{day:02d}/{month:02d}/{born.year}",
        person.sex,
        person.nhs_number if rng.random() < agency.numbered else "",
        person.phone if rng.random() < 0.6 else "",
        home("open", address.line1) if address else "",
        address.town if address else "",
        home("open", address.postcode) if address else "",
    )


def _slip(rng: Random, name: str) -> str:
    """Now and then one letter is doubled, left out or changes place with the next."""
    if len(name) < 5 or rng.random() >= 0.06:
        return name
    place = rng.randrange(1, len(name) - 2)
    start, end = name[:place], name[place:]
    return rng.choice((start + end[0] + end, start + end[1:], start + end[1] + end[0] + end[2:]))

"""A morning's police notifications in the demo, waiting on the grid: quiet ones, two of one incident, and a third in weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from mash.casework.cases.actions import rate
from mash.casework.cases.queries.picture import get_case
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import Arrival, PersonSaid, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.demo.county.places import AGENCIES
from mash.demo.county.text import Text, Where
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor, seeded
from mash.foundation.visibility import acting
from mash.registers.people.rules import Said

INTAKE: Final = Actor.service("intake")
FORCE: Final = "police"
SCREENER: Final = "screener.county-children"
POLICE: Final = "6"


@dataclass(frozen=True, slots=True)
class Row:
    """One notification: how long before the year's end, the force's grade, its words and who is in it.

    `people` are (role, first name, last name, years of age, days since the birthday); `home` is a number in one street.
    """

    before: timedelta
    grade: str
    words: str
    people: tuple[tuple[str, str, str, int, int], ...]
    home: int
    incident: str = ""
    danger: str = "no"
    rated: str = ""


_SEATON = (("subject", "Lyra", "Seaton", 6, 40), ("parent", "Dale", "Seaton", 33, 90))
ROWS: Final = (
    Row(timedelta(days=61), "Standard", "Neighbours heard shouting. All calm when officers came; Lyra was in bed.", _SEATON, 14, rated="blue"),
    Row(timedelta(days=33), "Standard", "Dale was drunk outside the flats. Lyra was with a neighbour.", _SEATON, 14, rated="green"),
    Row(timedelta(hours=2), "Medium", "Lyra opened the door to officers alone. Dale was asleep and hard to wake.", _SEATON, 14),
    Row(timedelta(hours=1), "High", "A knife was found under a bed at a search for drugs. Two children live there.",
        (("subject", "Otis", "Brammall", 11, 200), ("subject", "Nia", "Brammall", 4, 10), ("carer", "Faye", "Brammall", 29, 1)),
        22, danger="yes"),
    Row(timedelta(hours=3), "Medium", "Argument in the street between two parents after school.",
        (("subject", "Theo", "Ackland", 9, 15), ("parent", "Rhys", "Ackland", 38, 7)), 31, incident="01KPX-TR1AG"),
    Row(timedelta(hours=3, minutes=-4), "Medium", "The same argument, seen from the other family.",
        (("subject", "Maisie", "Thorley", 9, 80), ("parent", "Gwen", "Thorley", 36, 3)), 36, incident="01KPX-TR1AG"),
    Row(timedelta(hours=4), "Standard", "A lost boy was brought home after half an hour in the park.",
        (("subject", "Jonah", "Kesteven", 5, 33),), 40),
    Row(timedelta(hours=5), "Standard", "Loud music at night; the daughter was at her grandmother's.",
        (("subject", "Ines", "Holloway", 13, 60), ("parent", "Marta", "Holloway", 41, 5)), 44),
    Row(timedelta(hours=6), "Standard", "Two men argued over a parked car. No child lives there.",
        (("subject", "Colin", "Marchbank", 57, 20), ("other", "Pete", "Orrell", 49, 12)), 48),
    Row(timedelta(hours=7), "Low", "Report of a smell of cannabis; nothing was found.",
        (("subject", "Aled", "Winstow", 22, 70),), 52),
)  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet, at the county's children's desk."""
    with acting(INTAKE, stage.until):
        if Contact.objects.filter(draft__startswith="triage:").exists():
            return
    said = stage.marks.at(Where(story="triage", hub="county"))
    for number, row in enumerate(ROWS):
        at = stage.until - row.before
        with seeded(Random(f"{stage.seed}:triage:{number}")), settled(at=at, send=False):
            contact = _receive(row, number, said, at)
            if row.rated:
                _rate(contact, row.rated, stage, at + timedelta(hours=2))


def _rate(contact: Contact, rating: str, stage: Stage, at: datetime) -> None:
    by = stage.actors[SCREENER]
    words = stage.marks.at(Where(story="triage", hub="county", by=SCREENER))(
        "hub", "Told the school; no more for now."
    )
    with acting(by, at):
        case = get_case(contact.matter.ref)
        must(rate(by=by, at=at, case=case, rating=rating, rationale=words))


def _receive(row: Row, number: int, said: Text, at: datetime) -> Contact:
    police = {"reference": f"PPN-{number + 1:06}", "grade": row.grade}
    arrival = Arrival(
        hub="county",
        population="children",
        kind="police-notification",
        channel="bulk",
        worry=said("said", row.words),
        danger_now=row.danger,
        people=tuple(PersonSaid(role=one[0], said=_person(said, one, row.home, at)) for one in row.people),
        referrer=ReferrerSaid(
            klass="professional", agency=AGENCIES[FORCE].name, keep_identity_from_family=False
        ),
        source=POLICE,
        agency=FORCE,
        content={"police": police},
        incident=row.incident,
        draft=f"triage:{number}",
    )
    with acting(INTAKE, at):
        return receive(by=INTAKE, at=at, arrival=arrival)


def _person(said: Text, one: tuple[str, str, str, int, int], home: int, at: datetime) -> Said:
    """Somebody who was so many years old so many days ago."""
    _role, given, family, years, days = one
    born = (at - timedelta(days=days)).date()
    return {
        "given_name": said("open", given),
        "family_name": said("open", family),
        "born": {"year": born.year - years, "month": born.month, "day": min(born.day, 28)},
        "address": {"lines": said("open", f"{home} Saltcote Parade, Ostermarch"), "postcode": "ZZ3 7SP"},
    }

"""What the county's police send each working day of the demo's last weeks, signed off by both sides; and a school is told."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from mash.casework.encompass import actions as encompass
from mash.casework.encompass.queries import every
from mash.casework.notifications import actions, queries, work
from mash.casework.notifications.models import Batch, Source
from mash.casework.notifications.permissions import CONSOLE
from mash.demo.county.places import AGENCIES
from mash.demo.county.text import PLAIN, Marks, Where
from mash.demo.personas import actors
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.demo.world import REVIEWED_EVERY, SETUP
from mash.foundation.kernel import seeded
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Agency, Desk
from mash.registers.agreements.defaults import ENCOMPASS, set_up_signed
from mash.registers.agreements.models import Agreement

KEY: Final = "ostermarch-ppn"
STORY: Final = "force"
DESK: Final = "county-children"
SCHOOLS: Final = "education-county"
LONDON: Final = ZoneInfo("Europe/London")
AGREED: Final = timedelta(days=30)
DAYS: Final = 9
"""Days back from the county's last day on which the force sends; weekends are left out."""
MISSING: Final = 2
"""So many working days before the latest nothing came."""
HEADING: Final = (
    "PPN reference", "Incident number", "Date of incident", "Grade", "Circumstances", "Officer", "Encompass",
    "Child 1 forename", "Child 1 surname", "Child 1 DOB", "Person 2 role", "Person 2 forename", "Person 2 surname",
)  # fmt: skip
# Grade, what happened, whether a school is to be told, the child's and the other person's names, and the child's year of birth.
INCIDENTS: Final = (
    ("Medium", "Neighbours called about shouting. Both adults were hoarse and said that it was about money. {child} stood on the stairs in pyjamas.", True, "Orla", "Mother", "Denise", "Fallowell", 2014),
    ("Standard", "A shopkeeper kept {child} back for a sandwich that was not paid for. No money at home until Thursday, {child} said.", False, "Reuben", "Father", "Craig", "Stanyer", 2013),
    ("High", "A 999 call that went silent. The mother had a mark at her throat. {child} opened the door to officers.", True, "Isla", "Mother", "Kerry", "Whitmoor", 2016),
    ("Standard", "{child} was found at the bus station at 23.10 and taken home. Home did not know that {child} was out.", False, "Jaydon", "Mother", "Tracey", "Pell", 2011),
    ("Medium", "A door was kicked in by a former partner, who had gone. {child} slept through it, the mother says.", True, "Amara", "Mother", "Bisi", "Lockyer", 2017),
    ("Standard", "A fight outside a chip shop; {child} was with older boys and would not say who they are.", False, "Tyler", "Mother", "Joanne", "Brack", 2010),
    ("Medium", "Called to an argument over contact at a handover. {child} was in the car and crying.", True, "Milo", "Father", "Stefan", "Dunmore", 2015),
)  # fmt: skip


def play(*, until: datetime, marks: Marks = PLAIN) -> None:
    """Play it once: the source, a file a working day, what both sides say of each day, and two schools' notices."""
    with acting(CONSOLE, until):
        if Source.objects.filter(key=KEY).exists():
            return
    people = actors()
    marks.hears(STORY, hub="county")
    _agree(until)
    source = _source(until)
    last = until.astimezone(LONDON).date()
    sent: list[tuple[str, ...]] = []
    number = 0
    days = [one for back in range(DAYS, 0, -1) if (one := last - timedelta(days=back)).weekday() < 5]
    for place, day in enumerate(days, start=1):
        back = len(days) - place
        if back == MISSING:
            continue
        at = datetime.combine(day, time(7, 10), LONDON)
        rows = [_row(number + each, day, marks) for each in range(2)]
        number += 2
        if sent and back % 2:
            rows.append(sent[-1])  # sent again by mistake
        elif sent:
            rows.append((*sent[-1][:3], "High", *sent[-1][4:]))  # its grade was put right
        if not back:
            rows.append(("", *rows[0][1:]))  # without a reference
        sent += rows[:2]
        batch = _take(source, day, rows, at)
        _sign(source, batch, back, at + timedelta(hours=3), marks, differs=place == 1)
    with acting(people[f"screener.{DESK}"], until):
        waiting = list(every().filter(school__isnull=False).order_by("pk"))
    for notice in waiting[:2]:
        at = notice.proposed_at + timedelta(minutes=25)
        with seeded(Random(f"force notice {notice.due_at}")), settled(at=at, send=False):
            _tell(notice.ref, at)


def _agree(until: datetime) -> None:
    at = until - AGREED
    with acting(SETUP, at):
        if Agreement.objects.filter(key=ENCOMPASS[0]).exists():
            return
        set_up_signed(
            by=SETUP,
            at=at,
            agencies=[Agency.objects.get(key=SCHOOLS)],
            signed=at.date(),
            review_by=(at + REVIEWED_EVERY).date(),
            post="Safeguarding lead",
            names=ENCOMPASS,
        )


def _source(until: datetime) -> Source:
    at, by = until - AGREED, actors()["governance.county"]
    with seeded(Random("force source")), settled(at=at, send=False), acting(by, at):
        made = must(
            actions.record_source(
                by=by,
                at=at,
                key=KEY,
                title="Ostermarch Police: public protection notices",
                agency=Agency.objects.get(key="police"),
                desk=Desk.objects.select_related("hub").get(key=DESK),
            )
        )
        must(
            actions.change_source(
                by=by,
                at=at,
                source=made,
                number=0,
                title=made.title,
                expects="working-days",
                expected_by=time(9),
                dates="dmy",
                roles={},
            )
        )
    found = work.find_source(KEY, by=CONSOLE, at=until)
    if found is None:
        raise LookupError(KEY)
    return found


def _row(number: int, day: date, marks: Marks) -> tuple[str, ...]:
    grade, told, school, child, role, given, family, year = INCIDENTS[number % len(INCIDENTS)]
    said = marks.at(Where(story=STORY, hub="county"))
    return (
        f"PPN-{day.year}-{4100 + number}",
        f"INC{day:%d%m}{310 + number}",
        f"{day - timedelta(days=1):%d/%m/%Y}",
        grade,
        said("said", told.format(child=child)),
        "PC 4471 Rowan Hale",
        AGENCIES[SCHOOLS].name if school else "",
        child,
        family,
        f"{number % 27 + 1:02}/{number % 12 + 1:02}/{year}",
        role,
        given,
        family,
    )


def _take(source: Source, day: date, rows: list[tuple[str, ...]], at: datetime) -> Batch:
    with tempfile.TemporaryDirectory(prefix="mash-demo-force-") as folder:
        path = Path(folder) / f"ppn-{day.isoformat()}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADING, *rows])
        with seeded(Random(f"force {day.isoformat()}")), settled(at=at, send=False):
            return must(work.import_file(path, by=CONSOLE, at=at, source=source, declared=len(rows)))


def _sign(source: Source, batch: Batch, back: int, at: datetime, marks: Marks, *, differs: bool) -> None:
    """The force signs every day but the last, the hub all but the last two; where it `differs` the hub says what."""
    day = queries.day_of(batch)
    difference = marks.at(Where(story=STORY, hub="county", agency="police"))(
        "disagreement", "One notice was read out on the telephone and is not in the file. It comes tomorrow."
    )
    sides = [("researcher.police", 0), ("manager.county", 1)]
    with seeded(Random(f"force sign {day.isoformat()}")), settled(at=at, send=False):
        for who, until in sides:
            if back <= until:
                continue
            by = actors()[who]
            with acting(by, at):
                seen, _adds_up = queries.figures_of(source, day)
                says = differs and who.startswith("manager")
                must(
                    actions.sign_off(
                        by=by,
                        at=at,
                        source=source,
                        day=day,
                        seen=seen,
                        agrees=not says,
                        difference=difference if says else "",
                    )
                )


def _tell(ref: str, at: datetime) -> None:
    desk, school = actors()[f"screener.{DESK}"], actors()[f"researcher.{SCHOOLS}"]
    with acting(desk, at):
        notice = every().get(ref=ref)
        must(
            encompass.send(
                by=desk,
                at=at,
                notice=notice,
                school=Agency.objects.get(key=SCHOOLS),
                helps=["tired", "not-home-first"],
                confirmed=True,
                version=notice.version,
            )
        )
    with acting(school, at + timedelta(minutes=20)):
        encompass.open_message(by=school, at=at + timedelta(minutes=20), ref=ref)

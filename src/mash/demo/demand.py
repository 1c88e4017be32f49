"""Demand in the demo: who was and is on duty, what a better answer would have spared, and one that belongs elsewhere."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from django.db.models import F

from mash.casework.calls.models import Call
from mash.casework.cases.models import Case
from mash.casework.intake.models import Contact
from mash.casework.mailbox.models import Further
from mash.demo.county.text import Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel.time import LONDON
from mash.foundation.visibility import acting
from mash.oversight.demand.actions import save_sheet, send_elsewhere, set_mark
from mash.oversight.demand.models import Hour, Mark
from mash.oversight.demand.rules import Figures
from mash.oversight.demand.things import find
from mash.registers.agencies.models import Desk

DESKS: Final = ("county-children", "county-adults")
BACK: Final = 63
AHEAD: Final = 6
PEOPLE: Final = {8: 1, 9: 3, 10: 4, 11: 4, 12: 2, 13: 3, 14: 4, 15: 3, 16: 2}
"""How many are usually there in each hour of a weekday: fewest over lunch, as on the day of a visit."""
OF_CONTACTS: Final = (
    "nothing-new",
    "asks-what-became",
    "unclear",
    "nothing-new",
    "not-done",
    "asks-what-became",
    "passed-around",
)
OF_CALLS: Final = {"misdirected": "belongs-elsewhere", "repeated": "nothing-new"}
SCREENER: Final = "screener.county-children"


def play(*, stage: Stage) -> None:
    """Play what is not there yet."""
    for desk in DESKS:
        _staff(desk, stage)
    by = stage.actors[SCREENER]
    with acting(by, stage.until):
        if Mark.objects.exists():
            return
        things = _things(stage.until)
    with settled(at=stage.until, send=False), acting(by, stage.until):
        for (kind, ref), code in things:
            thing = find(kind, ref)
            if thing is not None:
                must(set_mark(by=by, at=stage.until, thing=thing, kind=code))
    _elsewhere(stage)


def _staff(key: str, stage: Stage) -> None:
    """Each day's sheet, written on the day before, nine weeks back and the week ahead."""
    by = stage.actors["manager.county"]
    today = stage.until.astimezone(LONDON).date()
    with acting(by, stage.until):
        desk = Desk.objects.select_related("hub").get(key=key)
        written = set(Hour.objects.filter(desk=desk).values_list("day", flat=True))
    chance = Random(f"{stage.seed}:duty:{key}")
    for number in range(-BACK, AHEAD + 1):
        day = today + timedelta(days=number)
        hours = _day(day, chance, today=day == today)
        if day in written or not hours:
            continue
        at = min(datetime.combine(day - timedelta(days=1), time(16), LONDON), stage.until)
        with settled(at=at, send=False), acting(by, at):
            must(save_sheet(by=by, at=at, desk=desk, day=day, hours=hours, seen={}))


def _day(day: date, chance: Random, *, today: bool) -> dict[int, Figures]:
    if day.weekday() > 4:
        return {}
    people = {hour: max(0, many + chance.choice((-1, 0, 0, 0, 1))) for hour, many in PEOPLE.items()}
    if today:
        people[12] = 0  # a gap that the board points out
    return {hour: Figures(many) for hour, many in people.items()}


def _things(until: datetime) -> list[tuple[tuple[str, str], str]]:
    """What is marked: the latest open referrals but one, a later mail, and calls of which nothing came."""
    since = until - timedelta(days=26)
    contacts = Contact.objects.filter(
        matter__desk__key="county-children",
        matter__restriction="open",
        received_at__gte=since,
        draft__startswith="demo:",
    ).order_by("-received_at", "pk")
    refs = list(contacts.values_list("ref", flat=True)[: len(OF_CONTACTS)])
    found = [(("contact", ref), code) for ref, code in zip(refs, OF_CONTACTS, strict=False)]
    mail = Further.objects.filter(matter__restriction="open").order_by("-received_at", "pk").first()
    if mail is not None:
        found.append((("mail", mail.public_id), "asks-what-became"))
    calls = Call.objects.filter(outcome__in=OF_CALLS, state="ended").order_by("started_at", "pk")
    return found + [(("call", one.ref), OF_CALLS[one.outcome]) for one in calls]


def _elsewhere(stage: Stage) -> None:
    """One contact of a professional was meant for others, and they have it: the latest without danger, of those still open."""
    by, at = stage.actors[SCREENER], stage.until
    with acting(by, at):
        case = (
            Case.objects.filter(
                desk__key="county-children",
                matter__restriction="open",
                matter__contacts__danger_now__in=["no", "not-known"],
                matter__contacts__draft__startswith="demo:",
                matter__contacts__referrer__klass="professional",
            )
            .order_by(
                F("closed_at").desc(nulls_first=True), "matter__contacts__danger_now", "-received_at", "pk"
            )
            .first()
        )
        if case is None:
            return
        contact = (
            Contact.objects.select_related("matter__desk", "referrer").filter(matter=case.matter_id).first()
        )
        story = story_of(case.matter_id)
    if contact is None:
        return
    text = stage.marks.at(Where(story=story, hub=by.hub, by=SCREENER))
    with settled(at=at, send=False), acting(by, at):
        must(
            send_elsewhere(
                by=by,
                at=at,
                contact=contact,
                elsewhere="education",
                passed_on=True,
                taken_by=text("hub", "The duty officer of the school attendance team"),
                words=text(
                    "told",
                    "This is about days missed at school and no more. We have given it to the attendance team, who will call you.",
                ),
                rationale=text("hub", "Attendance alone; nothing in it or in the history speaks for harm."),
            )
        )

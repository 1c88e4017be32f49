"""Telephone calls in the demo: one on the line, one to be called back, one to be confirmed in writing, and some over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from mash.casework.calls import actions
from mash.casework.calls.models import Call
from mash.casework.calls.rules import Caller, Heard, PersonHeard
from mash.demo.county.text import Where
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.adapters.telephony import CallRecord
from mash.foundation.kernel import Actor, seeded
from mash.foundation.kernel.time import LONDON
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Desk

MINUTE: Final = timedelta(minutes=1)
_C, _A = "county-children", "county-adults"


@dataclass(frozen=True, slots=True)
class Told:
    """One call: how long before the end it was answered, at which desk, what was said, and what became of it.

    `becomes` is an outcome, `contact`, `dropped`, or empty for one that goes on.
    """

    before: timedelta
    desk: str
    notes: str
    becomes: str = ""
    why: str = ""
    danger_now: str = ""
    children: str = ""
    place: str = ""
    somebody: str = ""
    minutes: int = 6
    caller: Caller = field(default_factory=Caller)


TOLD: Final = (
    Told(timedelta(days=12, hours=2), _C, "Asks about a parking fine.", "misdirected",
         "Told the number of the council’s parking office.", caller={"phone": "01632 960741"}, minutes=2),
    Told(timedelta(days=8, hours=3), _C, "Silence, then a dial tone. Called again at once and it was the same.", "nobody",
         "Nobody spoke, twice, from a withheld number.", caller={"withheld": True}, minutes=1),
    Told(timedelta(days=4, hours=1), _C,
         "A boy in Year 1 came with a swollen hand and says that a door shut on it. His brother says that it was not the door.",
         "contact", danger_now="no", children="yes", place="At school until three",
         somebody="A boy of about six in Year 1, and his brother in Year 4", minutes=11,
         caller={"klass": "professional", "source": "2A", "name": "Hana Whitlock", "role": "Deputy head",
                 "agency": "Millbrook primary school", "phone": "01632 960742", "safe": "yes",
                 "email": "deputy@millbrook.example.org"}),
    Told(timedelta(minutes=31), _A,
         "Says that her neighbour shouts for help at night and his nephew answers the door for him. Then the line went.",
         "dropped", danger_now="not-known", somebody="A man of about eighty next door", minutes=4,
         caller={"klass": "public", "phone": "01632 960743", "safe": "yes", "how": "Not when the nephew is about"}),
    Told(timedelta(minutes=7), _C,
         "Health visitor, outside the house. Baby of four months not seen since Monday, mother says asleep each time. ",
         danger_now="not-known", place="At home, she stands outside",
         caller={"klass": "professional", "name": "Ines Harland", "phone": "01632 960744"}),
)  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet."""
    with acting(Actor.service("calls"), stage.until):
        if Call.objects.filter(once="demo0").exists():
            return
    for number, told in enumerate(TOLD):
        with seeded(Random(f"{stage.seed}:call:{number}")):
            _play(told, number, stage)
    _look_after(stage.until)
    _at_the_door(stage)


def _at_the_door(stage: Stage) -> None:
    """Four weeks of a switch's records: more calls and longer waits before noon, and some who give up."""
    chance = Random(f"{stage.seed}:switch")
    records = []
    for day in range(28):
        start = (
            (stage.until - timedelta(days=day))
            .astimezone(LONDON)
            .replace(hour=9, minute=0, second=0, microsecond=0)
        )
        for number in range(chance.randint(14, 22) if start.weekday() < 5 else 0):
            hour = chance.choices(range(8), weights=[3, 5, 5, 3, 2, 3, 4, 2])[0]
            at = start + hour * 60 * MINUTE + timedelta(seconds=chance.randrange(3600))
            wait = timedelta(seconds=round(chance.expovariate(1 / (70 if hour in {1, 2} else 25))))
            gave_up = wait > 2 * MINUTE and chance.random() < 0.5
            length = timedelta(0) if gave_up else timedelta(seconds=chance.randrange(90, 900))
            if at + wait + length < stage.until:
                answered = None if gave_up else at + wait
                records.append(
                    CallRecord(
                        f"{day}-{number}", chance.choice((_C, _C, _A)), at, answered, at + wait + length
                    )
                )
    by = Actor.service("calls")
    with settled(at=stage.until, send=False), acting(by, stage.until):
        desks = {one.key: one for one in Desk.objects.select_related("hub")}
        actions.take_in(by=by, at=stage.until, source="switch", records=records, desks=desks)


def _play(told: Told, number: int, stage: Stage) -> None:
    at, who = stage.until - told.before, f"screener.{told.desk}"
    by = stage.actors[who]
    text = stage.marks.at(Where(hub=by.hub, by=who))
    notes, place = text("advice", told.notes), text("advice", told.place) if told.place else ""
    people = [PersonHeard(role="subject", said={"description": told.somebody})] if told.somebody else []
    typed = {name: str(value) for name, value in told.caller.items() if name != "withheld"}
    typed |= {"danger_now": told.danger_now, "children": told.children, "place": place}
    typed |= {"person1-description": told.somebody} if told.somebody else {}
    typed |= {"withheld": "on"} if told.caller.get("withheld") else {}
    heard = Heard(
        notes=notes,
        typed=typed,
        caller=told.caller,
        people=people,
        danger_now=told.danger_now,
        children=told.children,
        place=place,
    )
    with settled(at=at, send=False), acting(by, at):
        desk = Desk.objects.select_related("hub").get(key=told.desk)
        call = must(actions.take(by=by, at=at, desk=desk, once=f"demo{number}"))
    later = at + told.minutes * MINUTE
    with settled(at=later, send=False), acting(by, later):
        call = must(actions.save(by=by, at=later, call=call, heard=heard, version=call.version))
        if told.becomes == "contact":
            must(actions.make_contact(by=by, at=later, call=call, written=True))
        elif told.becomes == "dropped":
            must(actions.drop(by=by, at=later, call=call))
        elif told.becomes:
            reason = text("advice", told.why)
            must(actions.end(by=by, at=later, call=call, outcome=told.becomes, reason=reason))


def _look_after(until: datetime) -> None:
    """What was to come in writing is chased when it was due."""
    service = Actor.service("calls")
    with acting(service, until):
        late = list(Call.objects.filter(chase_at__lte=until).order_by("pk").values_list("pk", "chase_at"))
    for number, due in late:
        if due is None:
            continue
        with settled(at=due, send=False), acting(service, due):
            actions.look(by=service, at=due, number=number)

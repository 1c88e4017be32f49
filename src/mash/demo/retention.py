"""Retention in the demo: of four old cases one is due, one proposed, one on hold and one disposed of, with its certificate.

They are of the year's own texts, told of other people and moved to before the time for which the hub keeps them.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from mash.demo import personas
from mash.demo.county.text import Where
from mash.demo.play.earlier import before
from mash.demo.play.post import settled
from mash.demo.play.stage import Stage, must
from mash.demo.play.worry import Play
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.interfaces.worker.retention import carry_out_due, review
from mash.oversight.retention.actions import decide, note_seen, place_hold, propose
from mash.oversight.retention.models import Disposal, Due
from mash.registers.accounts.models import Seat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mash.demo.county.text import Marks
    from mash.demo.county.worry import Subject, Worry
    from mash.foundation.kernel import Refused

LEAD: Final = "governance.county"
SECOND: Final = "manager.county"
AGO: Final = timedelta(days=6 * 365 + 55)
"""How long before the year's end they were closed: a little longer than concerns about adults are kept."""
SURNAMES: Final = ("Osmotherly", "Quennell", "Thackery", "Wyvill")


def play(worries: Iterable[Worry], *, stage: Stage, until: datetime) -> None:
    """Play what is not there yet; nothing in a county that was set up later than its old cases would be."""
    with acting(Actor.service("retention"), until):
        if Due.objects.exists() or Disposal.objects.exists():
            return
    at = until - AGO
    if any(seat.from_at > at for seat in _seats(until)):
        return
    adults = [one for one in worries if one.desk_key == "county-adults" and one.subjects[0].person.born]
    marks = stage.marks
    refs = [_old(one, surname, stage, at) for one, surname in zip(adults, SURNAMES, strict=False)]
    if len(refs) < len(SURNAMES):
        return
    then = until - timedelta(days=10)
    review(at=then)
    actors = personas_at(until)
    lead, second = actors[LEAD], actors[SECOND]
    with acting(lead, then):
        gone = must(propose(by=lead, at=then, ref=refs[0]))
    with acting(second, then + timedelta(hours=3)):
        must(decide(by=second, at=then + timedelta(hours=3), disposal=gone, approve=True))
    held_at = until - timedelta(days=4)
    with acting(lead, held_at):
        hold = place_hold(
            by=lead,
            at=held_at,
            ref=refs[1],
            kind="review",
            reason=marks.at(Where(story=_story(adults[1]), hub="county", by=LEAD))(
                "hold", "A practice review looks at the hub’s answer times."
            ),
        )
    with acting(second, until - timedelta(days=3)):
        must(note_seen(by=second, at=until - timedelta(days=3), hold=must(hold)))
    carry_out_due(at=until - timedelta(days=2))
    with acting(Actor.service("retention"), until):
        if Disposal.objects.filter(ref=gone.ref, state="done").exists():
            marks.hears(_story(adults[0]), disposed="yes")
    review(at=until - timedelta(days=1))
    with acting(lead, until - timedelta(hours=5)):
        must(propose(by=lead, at=until - timedelta(hours=5), ref=refs[2]))


def personas_at(until: datetime) -> dict[str, Actor]:
    with acting(Actor.service("intake"), until):
        return personas.actors()


def _seats(until: datetime) -> list[Seat]:
    with acting(Actor.service("intake"), until):
        return list(Seat.objects.filter(user__email__endswith=f"@{personas.DOMAIN}"))


def _story(worry: Worry) -> str:
    """The id of the old worry that is made of one of the year's."""
    return f"0{worry.id[1:]}"


def _retold(value: Any, where: Where, marks: Marks) -> Any:
    """All that is written in a worry, at whatever depth, marked as of the old one."""
    if isinstance(value, str):
        return marks.again(value, where)
    if isinstance(value, tuple):
        return tuple(_retold(one, where, marks) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: _retold(getattr(value, one.name), where, marks) for one in fields(value)}
        )
    return value


def _old(worry: Worry, surname: str, stage: Stage, at: datetime) -> str:
    """One worry as it might have come then, about somebody else; its case's reference."""
    moved = before(replace(worry, previous_on=at.date()))
    moved = replace(moved, id=_story(worry), subjects=tuple(_other(one, surname) for one in moved.subjects))
    moved = replace(
        moved,
        decisions=tuple(replace(one, person_key=f"{surname}:{one.person_key}") for one in moved.decisions),
    )
    moved = _retold(moved, Where(story=moved.id, hub=moved.hub), stage.marks)
    played = Play(moved, stage, draft=f"old:{surname}")
    with settled(at=at, send=False), acting(Actor.draft(f"old:{surname}"), moved.received_at):
        played.run()
    return played.contact.matter.ref


def _other(subject: Subject, surname: str) -> Subject:
    person = subject.person
    born = person.born
    return replace(
        subject,
        person=replace(
            person,
            key=f"{surname}:{person.key}",
            last_name=surname,
            known_as="",
            born=date(born.year - 9, born.month, min(born.day, 28)) if born else None,
            nhs_number="",
            phone="",
            email="",
            address=None,  # where somebody of this year lives now: it would be their household
        ),
    )


def _made[T](said: T | Refused) -> T:
    return must(said)

"""Families in the demo: unborn children of whom more is known, children near a case considered, contacts joined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Final

from mash.casework.cases.actions import consider_child
from mash.casework.cases.models import Case
from mash.casework.cases.queries.picture import Picture, get_case, picture_of
from mash.casework.families.actions import expect
from mash.casework.families.actions.expecting import ExpectedSaid
from mash.casework.families.models import Considered, Expectation
from mash.casework.intake.models import Contact
from mash.casework.joining import queries
from mash.casework.joining.actions import join
from mash.demo.county.text import Text, Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor, seeded
from mash.foundation.visibility import acting

DESK: Final = "county-children"
LOOKED: Final = 80
"""So many of the newest open cases are looked at for a family."""
Step = Callable[[Actor, datetime, Picture, Text], bool]


def play(*, stage: Stage) -> None:
    """Play what is not there yet, on the newest open cases that fit; a young county may have none."""
    by, at = stage.actors[f"screener.{DESK}"], stage.until - timedelta(minutes=50)
    with acting(by, at):
        if Considered.objects.exists():
            return
        open_cases = Case.objects.filter(
            desk__key=DESK, closed_at=None, matter__restriction="open", received_at__lt=at
        )
        refs = list(open_cases.order_by("-received_at", "pk").values_list("matter__ref", flat=True)[:LOOKED])
    for number, step in enumerate((_not_booked, _booked_late, _considered, _joined)):
        with seeded(Random(f"{stage.seed}:family:{number}")):
            _first_that_fits(step, refs, by, at + timedelta(minutes=number), stage)


def _first_that_fits(step: Step, refs: list[str], by: Actor, at: datetime, stage: Stage) -> None:
    for ref in refs:
        with settled(at=at, send=False), acting(by, at):
            picture = picture_of(get_case(ref), by=by, at=at)
            where = Where(story=story_of(picture.case.matter_id), hub=by.hub, by=f"screener.{DESK}")
            if step(by, at, picture, stage.marks.at(where)):
                return


def _not_booked(by: Actor, at: datetime, picture: Picture, _text: Text) -> bool:
    return _pregnancy(by, at, picture, booked="no", care="no")


def _booked_late(by: Actor, at: datetime, picture: Picture, _text: Text) -> bool:
    return _pregnancy(by, at, picture, booked="yes", care="yes", booked_days=16 * 7 + 2)


def _pregnancy(by: Actor, at: datetime, picture: Picture, **known: str | int) -> bool:
    """What the midwife said of an unborn child of whom nothing is known yet but the date."""
    mother = next((one for one in picture.subjects if one.role == "parent"), None)
    for subject in picture.subjects:
        found = picture.unborn.get(subject.pk)
        if found is None or found.over or found.expected_on is None or found.expected_on < at.date():
            continue
        if subject.person is None or Expectation.objects.filter(subject=subject).count() > 1:
            continue
        said = ExpectedSaid(
            expected_on=found.expected_on,
            source="midwife",
            mother=mother,
            **known,  # type: ignore[arg-type] # the caller gives each its type
        )
        must(expect(by=by, at=at, subject=subject, said=said))
        return True
    return False


def _considered(by: Actor, at: datetime, picture: Picture, text: Text) -> bool:
    """A child of the same home whom the case is not about."""
    if not picture.not_considered:
        return False
    person, why = picture.not_considered[0]
    reason = text(
        "hub", "Seen by the school nurse this week and well. Nothing that was told is about this child."
    )
    must(consider_child(by=by, at=at, case=picture.case, person=person, why=why, reason=reason))
    return True


def _joined(by: Actor, at: datetime, picture: Picture, text: Text) -> bool:
    """Contacts of several people that speak of one thing."""
    found = [
        one for one in queries.suggested(picture.contacts, at=at) if one.strength in {"strong", "likely"}
    ]
    if not found:
        return False
    others = list(
        Contact.objects.select_related("matter").filter(pk__in=[one.contact.pk for one in found[:2]])
    )
    reason = text("hub", "Each of them tells of the same evening, from another side.")
    must(join(by=by, at=at, contact=picture.contacts[0], others=others, ground="reason", rationale=reason))
    return True

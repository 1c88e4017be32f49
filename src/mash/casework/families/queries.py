"""What is known of unborn children, and of brothers and sisters who were considered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from mash.casework.families import rules
from mash.casework.families.models import Expectation, Outcome
from mash.casework.matters.models import Subject
from mash.registers.people.models import Person
from mash.registers.standards.queries import codes

THRESHOLDS: Final = "unborn-threshold"
STEPS: Final = "unborn-step"
_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Unborn:
    """A child of a case who is, or was, not born yet: what is known last, how it ended, what to look at, what is due."""

    subject: int
    latest: Expectation | None
    outcome: Outcome | None
    gestation: int | None
    alerts: tuple[rules.Alert, ...]
    due: tuple[rules.Due, ...]

    @property
    def over(self) -> bool:
        return self.outcome is not None and self.outcome.kind in rules.OVER

    @property
    def expected_on(self) -> date | None:
        return self.latest.expected_on if self.latest else None


def day_of(at: datetime) -> date:
    return at.astimezone(_LONDON).date()


def facts_of(one: Expectation | None) -> rules.Facts:
    if one is None:
        return rules.Facts()
    return rules.Facts(
        expected_on=one.expected_on,
        booked=one.booked,
        booked_on=one.booked_on,
        booked_days=one.booked_days,
        care=one.care,
    )


def thresholds(at: datetime) -> dict[str, int]:
    """Days of gestation by code; of `overdue` days after the expected date."""
    return {one.code: int(str(one.attributes["days"])) for one in codes(THRESHOLDS, at=at)}


def unborn(
    expectations: Iterable[Expectation], outcomes: Iterable[Outcome], *, at: datetime
) -> dict[int, Unborn]:
    """By the subject's number, from the rows of some matters in the order in which they were written."""
    last = {one.subject_id: one for one in expectations}
    ends = {one.subject_id: one for one in outcomes}
    limits, day = thresholds(at), day_of(at)
    steps = [(one.code, int(str(one.attributes["days"]))) for one in codes(STEPS, at=at)]
    found = {}
    for number in [*last, *(one for one in ends if one not in last)]:
        latest, outcome = last.get(number), ends.get(number)
        over = outcome is not None and outcome.kind in rules.OVER
        facts = facts_of(latest)
        found[number] = Unborn(
            number,
            latest,
            outcome,
            None if over else facts.gestation(day),
            () if over else rules.alerts(facts, day, limits),
            () if over else rules.due(facts, day, steps),
        )
    return found


def unborn_of(matters: Sequence[int], *, at: datetime) -> dict[int, Unborn]:
    """The same of these matters (numbers), read from the database; two statements."""
    if not matters:
        return {}
    said = Expectation.objects.filter(matter__in=matters).order_by("pk")
    ended = Outcome.objects.filter(matter__in=matters).order_by("pk")
    return unborn(said, ended, at=at)


def flags_of(matters: Sequence[int], *, at: datetime) -> dict[int, tuple[str, ...]]:
    """For a list of cases: by the matter's number the alerts of its unborn children, `unborn` alone where there is none."""
    said = list(Expectation.objects.filter(matter__in=matters).order_by("pk")) if matters else []
    if not said:
        return {}
    ended = Outcome.objects.filter(matter__in={one.matter_id for one in said}).order_by("pk")
    matter = {one.subject_id: one.matter_id for one in said}
    found: dict[int, set[str]] = {}
    for number, one in unborn(said, ended, at=at).items():
        if not one.over and number in matter:
            found.setdefault(matter[number], set()).update(one.alerts)
    return {
        key: tuple(one for one in rules.ALERTS if one in some) or ("unborn",) for key, some in found.items()
    }


def overdue(*, at: datetime, most: int = 200) -> list[Expectation]:
    """Expectations whose date has passed by the hub's threshold, that are the latest of their subject and of which nothing
    was said yet, nor how it ended; as the service `attention`."""
    limit = thresholds(at).get("overdue")
    if limit is None:
        return []
    passed = Expectation.objects.filter(
        told_at=None, expected_on__lt=day_of(at) - timedelta(days=limit)
    ).filter(~Exists(Expectation.objects.filter(subject=OuterRef("subject"), pk__gt=OuterRef("pk"))))
    found = list(passed.order_by("expected_on", "pk")[:most])
    ended: dict[int, str] = {}
    for one in Outcome.objects.filter(subject__in=[each.subject_id for each in found]).order_by("pk"):
        ended[one.subject_id] = one.kind
    return [one for one in found if ended.get(one.subject_id) not in rules.OVER]


def pregnancies_of(people: Sequence[Person], *, at: datetime) -> list[tuple[Subject, Unborn]]:
    """What cases that the asker sees say of these persons as unborn children, or as their mothers; three statements."""
    numbers = [one.pk for one in people]
    rows = Expectation.objects.filter(subject__person__in=numbers) | Expectation.objects.filter(
        mother__person__in=numbers
    )
    subjects = {
        one.pk: one
        for one in Subject.objects.filter(expectations__in=rows).select_related("matter", "person", "record")
    }
    found = unborn_of([one.matter_id for one in subjects.values()], at=at)
    return [(subjects[number], one) for number, one in found.items() if number in subjects]


def is_child(person: Person, why: Iterable[str], day: date) -> bool:
    """Whether somebody near a case is offered as a child to consider: under 18 or unborn, or of an age that nobody knows
    and said to be a brother or sister."""
    if person.died_on is not None:
        return False
    if person.date_of_birth is not None:
        return (day - person.date_of_birth).days < 18 * 365.25
    return person.expected_date is not None or bool(set(why) & {"sibling of", "twin of"})


def near(
    household: Iterable[tuple[Person, str]], mine: Iterable[Person], *, at: datetime
) -> list[tuple[Person, str]]:
    """Children of the household or family, with how they are near, who are not among a case's own people."""
    own, day = {one.pk for one in mine}, day_of(at)
    return [
        (person, why)
        for person, why in household
        if person.pk not in own and is_child(person, why.split(", "), day)
    ]

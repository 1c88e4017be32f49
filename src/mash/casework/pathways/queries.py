"""Reading pathways: those of a matter, one with its history, whom else to think of, a desk's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from mash.casework.cases.models import Case
from mash.casework.cases.queries import Picture
from mash.casework.families.queries import day_of
from mash.casework.matters.models import Subject
from mash.casework.pathways import rules
from mash.casework.pathways.models import Considered, Pathway, Step
from mash.foundation.kernel import ALLOWED, Actor, Verdict
from mash.registers.people.models import Person


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody of the household to be thought of on a pathway, and what was made of them.

    `own` says that they have a pathway of their own in the same case: nothing more is asked.
    """

    person: Person
    age: rules.Age
    said: Considered | None
    own: bool

    @property
    def open(self) -> bool:
        return self.said is None and not self.own


def of_matter(matter: int) -> list[Pathway]:
    """The pathways of a matter, open ones first, then the latest."""
    found = Pathway.objects.filter(matter_id=matter).select_related("subject")
    return list(found.order_by(F("ended_at").desc(nulls_first=True), "-began_at", "pk"))


def get(matter: int, ref: str) -> Pathway | None:
    """One of that matter with its history; None alike for a hidden one and none."""
    return (
        Pathway.objects.select_related("matter__hub", "desk__hub", "desk__authority", "subject", "decision")
        .prefetch_related("steps__takes_back", "clocks")
        .filter(matter_id=matter, ref=ref)
        .first()
    )


def standing(pathway: Pathway) -> list[Step]:
    """Its steps that count: neither taken back nor taking one back, in their order."""
    steps = list(pathway.steps.all())
    gone = {one.takes_back_id for one in steps if one.takes_back_id}
    return [one for one in steps if one.pk not in gone and not one.takes_back_id]


def age_of(subject: Subject, at: datetime) -> rules.Age:
    """The age of somebody in a case, as far as it is known of the person or said of them there."""
    person = subject.person
    if person is not None:
        return _age(person, at)
    return "child" if subject.record.said.get("expected") else "not-known"


def _age(person: Person, at: datetime) -> rules.Age:
    unborn = person.date_of_birth is None and person.expected_date is not None
    return rules.age_of(person.date_of_birth, day_of(at), unborn=unborn)


def others(pathway: Pathway, picture: Picture, *, at: datetime) -> list[Other]:
    """Whom else to think of: in the case or its household as the reader sees them, of the other age."""
    mine = age_of(pathway.subject, at)
    said = {one.person_id: one for one in Considered.objects.filter(pathway=pathway)}
    on_pathways = set(
        Pathway.objects.filter(matter_id=pathway.matter_id).values_list("subject__person_id", flat=True)
    )
    me = next((one.person_id for one in picture.subjects if one.pk == pathway.subject_id), None)
    people = {one.person.pk: one.person for one in picture.subjects if one.person is not None}
    people |= {person.pk: person for person, _why in picture.history.household}
    found = []
    for number, person in people.items():
        theirs = _age(person, at)
        if number != me and person.died_on is None and rules.is_other(mine, theirs):
            found.append(Other(person, theirs, said.get(number), number in on_pathways))
    return found


def listed(
    desk: int, *, at: datetime, kind: str = "", state: str = "", late: bool = False
) -> QuerySet[Pathway]:
    """A desk's open pathways, what is due first at the top."""
    found = Pathway.objects.filter(desk_id=desk, ended_at=None)
    found = found.select_related("matter", "subject__person", "subject__record")
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if late:
        found = found.filter(due_at__lt=at)
    return found.order_by(F("due_at").asc(nulls_last=True), "pk")


def counts(desk: int, *, at: datetime) -> dict[str, tuple[int, int]]:
    """By kind how many of a desk's pathways are open, and how many of these are late; one statement."""
    rows = (
        Pathway.objects.filter(desk_id=desk, ended_at=None)
        .order_by()
        .values("kind")
        .annotate(many=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    )
    return {one["kind"]: (one["many"], one["late"]) for one in rows}


def may_close(case: Case, _by: Actor, _at: datetime) -> Verdict:
    """A case is not closed while an enquiry that the law asks for is open here and not handed over."""
    here = Pathway.objects.filter(matter_id=case.matter_id, ended_at=None).values_list("kind", "state")
    return rules.open_enquiry() if any(rules.stops_closing(*one) for one in here) else ALLOWED

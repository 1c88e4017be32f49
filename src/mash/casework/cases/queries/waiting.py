"""What waits for its first rating at a desk: a row for each contact, what comes before it, and the classes it fits.

A fixed number of statements for a page, however many rows and people are on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Count, F, Min, Q, QuerySet, Value, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf

from mash.casework.cases.models import Case
from mash.casework.cases.queries.elsewhere import Elsewhere, elsewhere
from mash.casework.cases.queries.repeats import looked, repeats_of
from mash.casework.cases.repeats import Repeats
from mash.casework.cases.safe import Facts, SafeClass, anybody_a_child, class_of, why_not
from mash.casework.intake.models import Contact
from mash.casework.joining.rules import known_by
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import LONDON
from mash.registers.agencies.models import Desk
from mash.registers.standards.queries import codes, label_of

PAGE: Final = 50
SHEET: Final = 200
"""So many of those that wait are held against a safe class, the most urgent first."""
SHOWS: Final = ("police", "other", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a desk's waiting contacts is asked for; what is empty is not asked. `grade` is as the force wrote it."""

    show: str = "all"
    channel: str = ""
    source: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """How many wait in all and of each show, and the values that a filter can offer, with how many have each."""

    shows: dict[str, int]
    channels: dict[str, int]
    sources: dict[str, int]
    grades: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One contact that waits. `group` is shared by contacts of one incident. `people` are in the order in which they were
    named. `elsewhere` are other hubs' matters of them, whose references are for the ledger alone.
    """

    contact: Contact
    case: Case
    group: str
    people: tuple[Subject, ...]
    repeats: Repeats
    looked: bool
    elsewhere: tuple[Elsewhere, ...]
    facts: Facts
    fits: tuple[SafeClass, ...] = field(default=())

    @property
    def worried_about(self) -> list[Subject]:
        return [one for one in self.people if one.role == "subject"]


_POLICE = Q(kind="police-notification") | Q(channel="bulk")


def _waiting(desk: int) -> QuerySet[Contact]:
    return Contact.objects.filter(
        matter__case__desk_id=desk, matter__case__state="new", matter__case__closed_at__isnull=True
    )


def offer(desk: int) -> Offer:
    """What waits at a desk, counted for its filters; one query."""
    rows = (
        _waiting(desk)
        .order_by()
        .annotate(grade=KT("content__police__grade"))
        .values_list("kind", "channel", "source", "grade")
        .annotate(n=Count("pk"))
    )
    shows = dict.fromkeys(SHOWS, 0)
    values: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    for kind, channel, source, grade, n in rows:
        police = kind == "police-notification" or channel == "bulk"
        shows["police" if police else "other"] += n
        shows["all"] += n
        for counter, value in zip(values, (channel, source, grade or ""), strict=True):
            if value:
                counter[value] += n
    return Offer(shows, *(dict(sorted(one.items())) for one in values))


def waiting_count(by: Actor) -> int:
    """How many cases wait for their first rating at the actor's desk, or at the hub's where they sit at none; one query."""
    desks = Desk.objects.filter(key=by.desk) if by.desk else Desk.objects.filter(hub__key=by.hub)
    return Case.objects.filter(desk__in=desks.values("pk"), state="new", closed_at__isnull=True).count()


def wanted_of(desk: int, wanted: Wanted) -> QuerySet[Contact]:
    """Those asked for, contacts of one incident together, by the most urgent of each and the first clock to run out."""
    group = Coalesce(NullIf(F("incident"), Value("")), F("ref"))
    found = _waiting(desk)
    if wanted.show != "all":
        found = found.filter(_POLICE if wanted.show == "police" else ~_POLICE)
    if wanted.channel:
        found = found.filter(channel=wanted.channel)
    if wanted.source:
        found = found.filter(source=wanted.source)
    if wanted.grade:
        found = found.filter(content__police__grade=wanted.grade)
    return (
        found.annotate(
            group=group,
            risk=Window(Min("matter__case__urgency"), partition_by=[group]),
            first_due=Window(Min("matter__case__due_at"), partition_by=[group]),
            first_came=Window(Min("received_at"), partition_by=[group]),
        )
        .select_related("matter__hub", "matter__case__worker")
        .order_by("risk", "first_due", "first_came", "group", "matter__case__urgency", "received_at", "pk")
    )


def rows_of(contacts: Iterable[Contact], *, by: Actor, at: datetime) -> list[Waiting]:
    """These contacts, as `wanted_of` reads them, with all that a row shows; five queries, however many there are."""
    wanted = list(contacts)
    people: dict[int, list[Subject]] = {}
    matters = [one.matter_id for one in wanted]
    for subject in (
        Subject.objects.filter(matter__in=matters).select_related("record", "person").order_by("place")
    ):
        people.setdefault(subject.matter_id, []).append(subject)
    repeats = repeats_of(wanted, at=at)
    seen = looked(by, repeats, wanted)
    known: dict[int, list[Elsewhere]] = {}
    for one in elsewhere({each.person_id for some in people.values() for each in some if each.person_id}):
        known.setdefault(one.person, []).append(one)
    classes = {each: safe_classes(at=at, population=each) for each in {one.population for one in wanted}}
    return [
        _row(
            one,
            people=people.get(one.matter_id, []),
            repeats=repeats[one.pk],
            has_looked=one.pk in seen,
            known=known,
            classes=classes[one.population],
            at=at,
        )
        for one in wanted
    ]


def safe_classes(*, at: datetime, population: str) -> tuple[SafeClass, ...]:
    """The classes in force at that time for `children` or `adults`."""
    return tuple(
        class_of(one.code, label_of(one), one.attributes)
        for one in codes("triage-class", at=at, populations=population)
    )


def _row(
    contact: Contact,
    *,
    people: list[Subject],
    repeats: Repeats,
    has_looked: bool,
    known: dict[int, list[Elsewhere]],
    classes: tuple[SafeClass, ...],
    at: datetime,
) -> Waiting:
    away = tuple(each for one in people for each in known.get(one.person_id or 0, ()))
    said = [(one.role, one.record.said) for one in people]
    facts = Facts(
        kind=contact.kind,
        channel=contact.channel,
        source=contact.source,
        grade=grade_of(contact),
        danger=contact.danger_now,
        attention=bool(contact.matter.case.attention),
        unidentified=not people or any(_nothing_finds(one) for one in people),
        children=anybody_a_child(said, at.astimezone(LONDON).date()),
        open_case=bool(repeats.open),
        repeats=repeats.forces_look,
        elsewhere=bool(away),
        looked=has_looked,
        ever=len(repeats.earlier),
        before=repeats.counts,
    )
    return Waiting(
        contact=contact,
        case=contact.matter.case,
        group=getattr(contact, "group", "") or contact.incident or contact.ref,
        people=tuple(people),
        repeats=repeats,
        looked=has_looked,
        elsewhere=away,
        facts=facts,
        fits=tuple(klass for klass in classes if not why_not(facts, klass)),
    )


def _nothing_finds(one: Subject) -> bool:
    """Whether somebody is neither identified nor known by anything under which earlier contacts of them are found."""
    return one.person_id is None and not any(known_by(one.record.said))


def grade_of(contact: Contact) -> str:
    """The force's grade as it wrote it; empty where it gave none."""
    police = contact.content.get("police")
    return str(police.get("grade", "")) if isinstance(police, dict) else ""

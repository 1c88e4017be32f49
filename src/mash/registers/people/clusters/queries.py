"""Who is whom now, since when and why, and what hangs on it: each as the asker may see it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from mash.foundation.kernel import Ref
from mash.foundation.visibility import as_service
from mash.registers.people.clusters import ports
from mash.registers.people.clusters.ports import Hanging
from mash.registers.people.clusters.state import MACHINE
from mash.registers.people.models import (
    Address,
    Identification,
    MatchModel,
    Merge,
    Person,
    PersonChange,
    Record,
    Relationship,
    Statement,
)


def model_in_force(at: datetime) -> MatchModel | None:
    """The approved version that came into force last, if there is one."""
    return _in_force(at).first()


def _in_force(at: datetime) -> QuerySet[MatchModel]:
    return MatchModel.objects.filter(in_force_from__lte=at).order_by("-in_force_from", "-pk")


def version_at(at: datetime) -> str:
    """The version in force; empty while there is none."""
    return _in_force(at).values_list("version", flat=True).first() or ""  # the model itself is megabytes


def current(person: Person) -> Person:
    """Who stands for this person now: itself, or the one that it is one with, where the asker sees that one."""
    return current_of([person]).get(person.pk, person)


def current_of(persons: Iterable[Person]) -> dict[int, Person]:
    """`current` of several, by their numbers: one query."""
    wanted = {one.pk: one for one in persons}
    merges = Merge.objects.filter(person__in=list(wanted)).select_related("into")
    return {**wanted, **{one.person_id: one.into for one in merges}}


def standing(people: QuerySet[Person] | None = None) -> QuerySet[Person]:
    """Those of `people` (all, for None) who stand for themselves, as far as the asker can see."""
    people = Person.objects.all() if people is None else people
    return people.filter(~Exists(Merge.objects.filter(person=OuterRef("pk"))))


def all_who_are(person: Person) -> list[Person]:
    """The person who stands now, and all who are one with them, that the asker sees; the one who stands first."""
    stands = current(person)
    return [stands, *Person.objects.filter(merge__into=stands).order_by("pk")]


def refs_of(numbers: Collection[int]) -> list[Ref]:
    """What the ledger calls these persons."""
    found = Person.objects.filter(pk__in=list(numbers)).values_list("public_id", flat=True)
    return [Ref("person", one) for one in found]


@dataclass(frozen=True, slots=True)
class Member:
    """One record of a person: that it is held, by whom, and who said so. What it says is the record's own matter.

    `record` is its public id, `source` the kind of where it came in, such as contact or pds. `weight` (bits) and `model` are the machine's; a human has neither.
    """

    record: str
    agency: str
    source: str
    fed: bool
    received_at: datetime
    person: Person
    human: bool
    since: datetime
    weight: float | None
    model: str


def members(person: Person) -> list[Member]:
    """The live records of a person and of all who are one with them, the earliest first.

    A feed's record is named to whoever sees the person, and read only by its agency; a contact's is named to those who
    see the contact. The caller writes in the ledger that the person was shown.
    """
    people = {one.pk: one for one in all_who_are(person)}
    seen = set(
        Record.objects.filter(identifications__person__in=list(people), identifications__undone_at__isnull=True)
        .values_list("pk", flat=True)
    )  # fmt: skip
    with as_service("matching"):
        held = list(
            Identification.objects.filter(person__in=list(people), undone_at__isnull=True, record__live=True)
            .filter(~Q(record__key="") | Q(record__in=list(seen)))
            .select_related("record", "model")
            .order_by("record_id")
        )
    return [
        Member(
            one.record.public_id,
            one.record.agency,
            one.record.source.partition(":")[0],
            bool(one.record.key),
            one.record.received_at,
            people[one.person_id],
            one.decided_by != MACHINE,
            one.decided_at,
            one.weight,
            one.model.version if one.model else "",
        )
        for one in held
    ]


def history(person: Person) -> list[PersonChange]:
    """Every step in the history of this identity that the asker may know of, the latest first."""
    return list(
        PersonChange.objects.filter(Q(person=person) | Q(other=person))
        .select_related("person", "other")
        .order_by("-at", "-pk")
    )


def statements_about(person: Person) -> list[Statement]:
    """What people said about who this is, and what waits for a second person, the latest first."""
    people = [one.pk for one in all_who_are(person)]
    return list(
        Statement.objects.filter(Q(person__in=people) | Q(other__in=people))
        .select_related("person", "other")
        .order_by("-at", "-pk")
        .distinct()
    )


def waiting() -> list[Statement]:
    """Splits that wait for a second person, the oldest first."""
    return list(Statement.objects.filter(verdict="").select_related("person").order_by("at", "pk"))


@dataclass(frozen=True, slots=True)
class Consequences:
    """What hangs on the persons, before it is decided who they are.

    `stays` goes on hanging where it does; `to_place` came by a record that would leave, and somebody would have to say
    where it belongs.
    """

    stays: tuple[Hanging, ...]
    to_place: tuple[Hanging, ...] = ()

    @property
    def open(self) -> tuple[Hanging, ...]:
        return tuple(one for one in (*self.stays, *self.to_place) if one.open)


def consequences_of_join(person: Person, other: Person) -> Consequences:
    """All that would be read together as one person's: nothing is moved, and undoing leaves each with their own."""
    return Consequences(tuple(_hanging([*all_who_are(person), *all_who_are(other)])))


def consequences_of_split(person: Person, records: Collection[str]) -> Consequences:
    """What stays with the person, and what somebody has to place, if these records (public ids) leave."""
    leaving = _numbers(records)
    hanging = _hanging(all_who_are(person))
    return Consequences(
        tuple(one for one in hanging if one.record not in leaving),
        tuple(one for one in hanging if one.record in leaving),
    )


def _numbers(records: Collection[str]) -> set[int]:
    with as_service("matching"):
        return set(Record.objects.filter(public_id__in=list(records)).values_list("pk", flat=True))


def has_open_case(people: Sequence[Person]) -> bool:
    """Whether somebody works on a case of one of these, as far as the asker may know."""
    return any(ask(people) for ask in ports.has_open_case)


def _hanging(people: Sequence[Person]) -> list[Hanging]:
    found = [one for ask in ports.hanging_on for one in ask(people)]
    return sorted([*found, *_of_our_own(people)], key=lambda one: (one.since, str(one.ref)))


def _of_our_own(people: Sequence[Person]) -> list[Hanging]:
    numbers = [one.pk for one in people]
    related = Relationship.objects.filter(
        Q(person__in=numbers) | Q(other__in=numbers), ended_at__isnull=True
    ).select_related("person", "other")
    homes = Address.objects.filter(person__in=numbers, from_on__isnull=False)
    return [
        Hanging(
            Ref("relationship", str(one.pk)),
            f"{one.person} {one.kind} {one.other}",
            one.person_id if one.person_id in numbers else one.other_id,
            one.recorded_at,
        )
        for one in related
    ] + [
        Hanging(
            Ref("address", str(one.pk)),
            ", ".join(filter(None, (one.lines, one.postcode))),
            one.person_id,
            datetime.combine(one.from_on, time(), UTC),
        )
        for one in homes
        if one.from_on is not None
    ]


def to_place(person: Person) -> list[Hanging]:
    """What hangs on this person and may belong to somebody else, until a human says where it belongs.

    That is: what came by a record that is now of somebody else; and what was attached while this person was one with
    somebody with whom they are one no longer, unless it has been said or confirmed since.
    """
    people = all_who_are(person)
    numbers = [one.pk for one in people]
    hanging = _hanging(people)
    by_record = [one.record for one in hanging if one.record is not None]
    said = {
        one.record_id: one
        for one in Identification.objects.filter(record__in=by_record, undone_at__isnull=True)
    }
    windows = _ended_unions(numbers)
    placed = dict(
        PersonChange.objects.filter(person__in=numbers, kind="placed")
        .order_by("at")
        .values_list("cause", "at")
    )
    found = []
    for one in hanging:
        mine = said.get(one.record) if one.record is not None else None
        if one.record is not None and (mine is None or mine.person_id not in numbers):
            found.append(one)
            continue
        ended = _ended_since(one, mine.decided_at if mine else one.since, windows)
        if ended and placed.get(str(one.ref), ended[0]) <= max(ended):
            found.append(one)
    return found


def _ended_since(
    one: Hanging, since: datetime, windows: Iterable[tuple[int, datetime, datetime]]
) -> list[datetime]:
    """When the unions ended during which this was attached. Of an address only the day is known."""
    if one.ref.kind == "address":
        return [
            end
            for who, start, end in windows
            if who == one.person and start.date() <= since.date() <= end.date()
        ]
    return [end for who, start, end in windows if who == one.person and start <= since < end]


def _ended_unions(numbers: Collection[int]) -> list[tuple[int, datetime, datetime]]:
    """Who of these was one with another, from when until when."""
    changes = PersonChange.objects.filter(
        Q(person__in=numbers) | Q(other__in=numbers), kind__in=["joined", "parted"]
    ).order_by("at", "pk")
    began: dict[tuple[int, int], datetime] = {}
    found = []
    for one in changes:
        if one.other_id is None:
            continue
        pair = (one.person_id, one.other_id)
        if one.kind == "joined":
            began[pair] = one.at
        elif pair in began:
            start = began.pop(pair)
            found += [(who, start, one.at) for who in pair]
    return found

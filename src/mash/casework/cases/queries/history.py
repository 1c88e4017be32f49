"""What is already held about a matter's people and their household, as visible to whoever asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mash.casework.cases.models import Case, Decision
from mash.casework.cases.queries.together import Lists, Together, everyone
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Matter, Subject
from mash.registers.agencies.models import Hub
from mash.registers.people.models import Person
from mash.registers.people.queries import household


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier (or parallel) matter in which a person of this matter or household appears.

    Without `content` it is another hub's: that it exists, since when, and that hub's telephone are all there is;
    its `ref` is for the ledger and is not shown.
    """

    ref: str
    hub: str
    hub_phone: str
    opened_at: datetime
    who: tuple[str, ...]
    roles: tuple[str, ...]
    content: bool
    state: str = ""
    rating: str = ""
    worries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    person_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """`people` are this matter's identified persons, `household` the others near them with the reason.

    Both as who stands for them now; `Earlier.person_ids` are these persons' numbers. `one_with` are those for whom they
    stand.
    """

    people: tuple[Person, ...]
    household: tuple[tuple[Person, str], ...]
    earlier: tuple[Earlier, ...]
    fingerprint: str
    one_with: tuple[Person, ...] = ()

    @property
    def persons(self) -> tuple[Person, ...]:
        """Everybody whom showing this shows, for the ledger."""
        return (*self.people, *(person for person, _ in self.household), *self.one_with)

    @property
    def own(self) -> tuple[Earlier, ...]:
        """Matters that the people of this matter are themselves in."""
        mine = {person.pk for person in self.people}
        return tuple(one for one in self.earlier if mine & one.person_ids)

    @property
    def near(self) -> tuple[Earlier, ...]:
        """Matters that only their household is in."""
        mine = {person.pk for person in self.people}
        return tuple(one for one in self.earlier if not mine & one.person_ids)


def history_of(matter: Matter, *, subjects: list[Subject] | None = None) -> History:
    """The history of everyone in `matter` and near them; its fingerprint changes when what is visible changes.

    Whoever is one with somebody counts as that person, as far as the asker sees them: named as who stands now, with what
    hangs on any of them. Two queries, however much there is.
    """
    subjects = subjects if subjects is not None else list(matter.subjects.select_related("person"))
    given = {one.person.pk: one.person for one in subjects if one.person is not None}
    near = household(list(given.values()))
    found = _AROUND.read(matter=matter.pk, people=[*given, *(person.pk for person, _ in near)])
    now = {one.pk: one for one in found["persons"]}
    wanted = {row["id"]: now[row["stands"]] for row in found["who"] if row["stands"] in now}
    people = list({one.pk: one for one in (wanted.get(pk, person) for pk, person in given.items())}.values())
    hubs = {one.pk: one for one in found["hubs"]}
    cases = {one.matter_id: one for one in found["cases"]}
    earlier = [
        _earlier(
            one,
            hub=hubs[one.hub_id],
            case=cases.get(one.pk),
            people=wanted,
            subjects=[row for row in found["subjects"] if row.matter_id == one.pk],
            contacts=[row for row in found["contacts"] if row.matter_id == one.pk],
            decisions=[row for row in found["decisions"] if row.matter_id == one.pk],
        )
        for one in found["matters"]
    ]
    earlier += _elsewhere(found["elsewhere"], wanted)
    shown = {person.pk for person in [*people, *(person for person, _ in near)]}
    return History(
        tuple(people),
        tuple(near),
        tuple(earlier),
        _fingerprint(people, near, earlier),
        tuple(one for one in found["persons"] if one.pk not in shown),
    )


_ELSEWHERE = "SELECT * FROM mash.known_elsewhere(ARRAY(SELECT id FROM mash.all_who_are(%s::bigint[])))"


def _around(*, matter: int, people: list[int]) -> Lists:
    """Everything of the matters, other than this one, in which any of these people appears."""
    theirs = Subject.objects.filter(person_id__in=everyone(people)).exclude(matter_id=matter)
    matters = theirs.order_by().values("matter_id")
    return {
        "who": ("SELECT * FROM mash.all_who_are(%s::bigint[])", [people]),
        "persons": Person.objects.filter(pk__in=everyone(people)).order_by("pk"),
        "matters": Matter.objects.filter(pk__in=matters).order_by("-opened_at", "-pk"),
        "hubs": Hub.objects.filter(pk__in=Matter.objects.filter(pk__in=matters).values("hub_id")),
        "subjects": theirs.order_by("matter_id", "place"),
        "cases": Case.objects.filter(matter_id__in=matters),
        "contacts": Contact.objects.filter(matter_id__in=matters).order_by("received_at"),
        "decisions": Decision.objects.filter(matter_id__in=matters).order_by("at", "pk"),
        "elsewhere": (_ELSEWHERE, [people]),
    }


_AROUND = Together(_around, matter=-1, people=[-2])


def _earlier(
    matter: Matter,
    *,
    hub: Hub,
    case: Case | None,
    people: dict[int, Person],
    subjects: list[Subject],
    contacts: list[Contact],
    decisions: list[Decision],
) -> Earlier:
    named = [one for one in subjects if one.person_id in people]
    return Earlier(
        ref=matter.ref,
        hub=hub.name,
        hub_phone=hub.phone,
        opened_at=matter.opened_at,
        who=_names(people[one.person_id] for one in named if one.person_id is not None),
        roles=tuple(one.role for one in named),
        content=case is not None,
        state=case.state if case else "",
        rating=case.rating if case else "",
        worries=tuple(contact.worry for contact in contacts),
        kinds=tuple(contact.kind for contact in contacts),
        decisions=tuple(f"{one.level or '-'}:{one.route}:{one.outcome}" for one in decisions),
        person_ids=frozenset(people[one.person_id].pk for one in named if one.person_id is not None),
    )


def _names(people: Iterable[Person]) -> tuple[str, ...]:
    """The name of each person once, in their order."""
    return tuple(str(one) for one in {one.pk: one for one in people}.values())


def _elsewhere(rows: list[dict[str, str | int]], people: dict[int, Person]) -> list[Earlier]:
    """Other hubs' matters, one entry each; a row is one person in one of them."""
    grouped: dict[str, list[dict[str, str | int]]] = {}
    for row in rows:
        grouped.setdefault(str(row["ref"]), []).append(row)
    return [
        Earlier(
            ref=ref,
            hub=str(found[0]["hub"]),
            hub_phone=str(found[0]["phone"]),
            opened_at=datetime.fromisoformat(str(found[0]["opened_at"])),
            who=_names(people[int(row["person_id"])] for row in found),
            roles=(),
            content=False,
            person_ids=frozenset(people[int(row["person_id"])].pk for row in found),
        )
        for ref, found in grouped.items()
    ]


def _fingerprint(people: list[Person], near: list[tuple[Person, str]], earlier: list[Earlier]) -> str:
    parts = [person.public_id for person in people]
    parts += [f"{person.public_id}={why}" for person, why in near]
    parts += [
        f"{one.ref}|{one.content}|{one.state}|{one.rating}|{len(one.worries)}|{','.join(one.decisions)}"
        for one in earlier
    ]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()

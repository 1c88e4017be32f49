"""What is already held about a matter's people and their household, as visible to whoever asks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from mash.casework.cases.models import Decision
from mash.casework.intake.models import Contact
from mash.casework.matters.models import Matter, Subject
from mash.registers.people.models import Person
from mash.registers.people.queries import household


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier (or parallel) matter in which a person of this matter or household appears."""

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


@dataclass(frozen=True, slots=True)
class History:
    """`people` are this matter's identified persons, `household` the others near them with the reason."""

    people: tuple[Person, ...]
    household: tuple[tuple[Person, str], ...]
    earlier: tuple[Earlier, ...]
    fingerprint: str

    @property
    def own(self) -> tuple[Earlier, ...]:
        """Matters that the people of this matter are themselves in."""
        names = {str(person) for person in self.people}
        return tuple(one for one in self.earlier if names & set(one.who))


def history_of(matter: Matter, *, subjects: list[Subject] | None = None) -> History:
    """The history of everyone in `matter` and near them; its fingerprint changes when what is visible changes."""
    subjects = subjects if subjects is not None else list(matter.subjects.select_related("person"))
    people = [one.person for one in subjects if one.person is not None]
    near = household(people)
    wanted = {person.pk: person for person in [*people, *(person for person, _ in near)]}
    elsewhere = (
        Subject.objects.filter(person_id__in=wanted)
        .exclude(matter_id=matter.pk)
        .select_related("matter__hub", "matter__case")
        .order_by("-matter__opened_at", "-matter_id")
    )
    grouped: dict[int, list[Subject]] = {}
    for one in elsewhere:
        grouped.setdefault(one.matter_id, []).append(one)
    contacts: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(matter_id__in=grouped).order_by("received_at"):
        contacts.setdefault(contact.matter_id, []).append(contact)
    decisions: dict[int, list[Decision]] = {}
    for decision in Decision.objects.filter(matter_id__in=grouped).order_by("at"):
        decisions.setdefault(decision.matter_id, []).append(decision)
    earlier = tuple(
        _earlier(found, wanted, contacts.get(pk, []), decisions.get(pk, [])) for pk, found in grouped.items()
    )
    return History(tuple(people), tuple(near), earlier, _fingerprint(people, near, earlier))


def _earlier(
    found: list[Subject], people: dict[int, Person], contacts: list[Contact], decisions: list[Decision]
) -> Earlier:
    matter = found[0].matter
    case = getattr(matter, "case", None)
    return Earlier(
        ref=matter.ref,
        hub=matter.hub.name,
        hub_phone=matter.hub.phone,
        opened_at=matter.opened_at,
        who=tuple(str(people[one.person_id]) for one in found if one.person_id in people),
        roles=tuple(one.role for one in found),
        content=case is not None,
        state=case.state if case else "",
        rating=case.rating if case else "",
        worries=tuple(contact.worry for contact in contacts),
        kinds=tuple(contact.kind for contact in contacts),
        decisions=tuple(f"{one.level or '-'}:{one.route}:{one.outcome}" for one in decisions),
    )


def _fingerprint(people: list[Person], near: list[tuple[Person, str]], earlier: tuple[Earlier, ...]) -> str:
    parts = [person.public_id for person in people]
    parts += [f"{person.public_id}={why}" for person, why in near]
    parts += [
        f"{one.ref}|{one.state}|{one.rating}|{len(one.worries)}|{','.join(one.decisions)}" for one in earlier
    ]
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()

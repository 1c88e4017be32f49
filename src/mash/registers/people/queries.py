"""Find a person: the plain search by name, date of birth, NHS number and address.

Everything that looks for a person asks here, so that better matching can take its place unseen.
Comparisons are by equality and range on folded keys: those are leakproof, so an index serves them under policies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mash.registers.people.models import Address, Person, Record, Relationship
from mash.registers.people.rules import Said, as_date, fold, fold_place

LIMIT = 20
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be the person, with the reasons in words. `strength` only orders the list."""

    person: Person
    reasons: tuple[str, ...]
    strength: int


def _prefix(field: str, key: str) -> Q:
    return Q(**{f"{field}__gte": key, f"{field}__lt": key + _END})


def search(
    *,
    given: str = "",
    family: str = "",
    born: date | None = None,
    nhs_number: str = "",
    postcode: str = "",
    lines: str = "",
    limit: int = LIMIT,
) -> list[Candidate]:
    """People that agree with any of these well enough to look at, best first."""
    given_key, family_key = fold(given), fold(family)
    nhs_number = "".join(ch for ch in nhs_number if ch.isdigit())
    wanted = Q(pk__in=[])
    if nhs_number:
        wanted |= Q(nhs_number=nhs_number)
    if family_key and given_key:
        wanted |= Q(family_key=family_key) & _prefix("given_key", given_key[:3])
        wanted |= Q(family_key=given_key, given_key=family_key)
    elif family_key or given_key:
        key = family_key or given_key
        wanted |= _prefix("family_key", key) | Q(given_key=key)
    if born:
        wanted |= Q(date_of_birth=born) & (
            (_prefix("family_key", family_key[:2]) if family_key else Q())
            | (_prefix("given_key", given_key[:2]) if given_key else Q())
        )
    place = fold_place(postcode, lines)
    if place:
        wanted |= Q(addresses__place_key=place)
    people = Person.objects.filter(wanted).distinct()[: limit * 3]
    found = [_weigh(one, given_key, family_key, born, nhs_number) for one in people]
    return sorted(found, key=lambda one: (-one.strength, one.person.pk))[:limit]


def _weigh(person: Person, given: str, family: str, born: date | None, nhs_number: str) -> Candidate:
    found = [
        one
        for one in (
            _by_identifier(person, nhs_number),
            _by_name(person, given, family),
            _by_birth(person, born),
        )
        if one
    ] or [(1, "same address")]
    return Candidate(person, tuple(reason for _, reason in found), sum(weight for weight, _ in found))


# A weight only orders the list, and the reason beside it is what a person reads.
def _by_identifier(person: Person, nhs_number: str) -> tuple[int, str] | None:
    if not (nhs_number and person.nhs_number):
        return None
    return (10, "same NHS number") if person.nhs_number == nhs_number else (-4, "different NHS number")


def _by_name(person: Person, given: str, family: str) -> tuple[int, str] | None:
    same_given, same_family = person.given_key == given != "", person.family_key == family != ""
    if same_given and same_family:
        return 4, "same name"
    if given and family and (person.given_key, person.family_key) == (family, given):
        return 3, "names the other way round"
    if same_family:
        return 2, "same family name"
    return (1, "same first name") if same_given else None


def _by_birth(person: Person, born: date | None) -> tuple[int, str] | None:
    known = person.date_of_birth
    if not (born and known):
        return None
    if known == born:
        return 4, "same date of birth"
    if (known.year, known.month, known.day) == (born.year, born.day, born.month):
        return 3, "date of birth with day and month swapped"
    return -2, "different date of birth"


def candidates(record: Record, *, limit: int = 5) -> list[Candidate]:
    """Who a record may already be: those found by what it says, without the person it is already said to be of."""
    said: Said = record.said
    address = said.get("address") or {}
    found = search(
        given=said.get("given_name", ""),
        family=said.get("family_name", ""),
        born=as_date(said.get("born")),
        nhs_number=said.get("nhs_number", ""),
        postcode=address.get("postcode", ""),
        lines=address.get("lines", ""),
    )
    return [one for one in found if one.strength >= 2 or "same address" in one.reasons][:limit]


def household(people: list[Person]) -> list[tuple[Person, str]]:
    """Others who are related to these people or live where they live, each with why they are here.

    Two queries, however many people there are.
    """
    ids = {person.pk for person in people}
    if not ids:
        return []
    kinds: dict[int, set[str]] = {}
    found: dict[int, Person] = {}
    for tie in (
        Relationship.objects.filter(Q(person__in=ids) | Q(other__in=ids), ended_at__isnull=True)
        .select_related("person", "other")
        .order_by("pk")
    ):
        for near in (tie.person, tie.other):
            if near.pk not in ids:
                found[near.pk] = near
                kinds.setdefault(near.pk, set()).add(tie.kind)
    here = Address.objects.filter(person__in=ids, until_on__isnull=True).exclude(place_key="")
    for person in (
        Person.objects.filter(
            addresses__place_key__in=here.values("place_key"), addresses__until_on__isnull=True
        )
        .exclude(pk__in=ids)
        .distinct()
    ):
        if person.pk not in found:
            found[person.pk] = person
            kinds[person.pk] = {"same address"}
    return [(found[pk], ", ".join(sorted(kinds[pk]))) for pk in sorted(found)]

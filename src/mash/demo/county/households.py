"""The households of the invented county, each made on demand from the seed and its own number.

A household is a pure function of (seed, number, hub, desk, day first seen): the same in whatever order they are
asked for. Some things are arranged: twins, the unborn, parents apart at two addresses, a mother whose new
address is protected, and a man who turns up as the partner in two households.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final, Literal

from mash.demo.county.numbers import mobile, nhs_number, postcode
from mash.demo.county.places import TOWNS, Town
from mash.demo.county.worry import Address, Person, Role
from mash.demo.names.people import MONONYMS, NAMINGS, Naming
from mash.demo.names.streets import CARE_HOMES, PRACTICES, STREETS, school_for

if TYPE_CHECKING:
    from mash.demo.county.worry import DeskKind, Hub

Shape = Literal[
    "couple",
    "lone-mother",
    "step-father",
    "separated",
    "lone-father",
    "kinship",
    "protected",
    "alone",
    "old-couple",
    "adult-child",
    "care-home",
    "supported-living",
    "partner-harm",
]
CHILDREN_SHAPES: Final[tuple[tuple[Shape, int], ...]] = (
    ("couple", 30),
    ("lone-mother", 25),
    ("step-father", 15),
    ("separated", 18),
    ("lone-father", 4),
    ("kinship", 5),
    ("protected", 3),
)
ADULTS_SHAPES: Final[tuple[tuple[Shape, int], ...]] = (
    ("alone", 30),
    ("old-couple", 18),
    ("adult-child", 18),
    ("care-home", 20),
    ("supported-living", 8),
    ("partner-harm", 6),
)
SHARED_EVERY: Final = 23
"""Households 23k and 23k + 1 know the same man, when both are children's households."""
SLOTS: Final = 9
"""Numbers kept for each household’s people: the last is the shared man’s, the one before it the unborn child’s."""
DISABILITIES: Final = ("NONE",) * 17 + ("LD", "AUT", "MOB", "COMM", "BEH", "HEAR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    person: Person
    role: Role
    relationship: str
    focus: bool
    parental_responsibility: bool | None = None
    safe_contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """Focus persons come first in `members`, children eldest first."""

    number: int
    key: str
    hub: Hub
    desk: DeskKind
    shape: Shape
    members: tuple[Member, ...]

    @property
    def harmer(self) -> Member | None:
        """The one whom a concern about harm would name, if the household has one."""
        return next((member for member in self.members if member.role == "alleged-perpetrator"), None)


def early(rng: Random, names: tuple[str, ...]) -> str:
    """A name from the list, the first ones much more often, as in life."""
    return names[int(len(names) * rng.random() ** 2)]


class Pool:
    """The households of one seed. `today` is the last day of the generated year."""

    def __init__(self, seed: str, today: date) -> None:
        self._seed = seed
        self._today = today
        self._made: dict[int, Household] = {}

    def household(self, number: int, hub: Hub, desk: DeskKind, first_seen: date) -> Household:
        """The household with that number; `first_seen` places its children's ages."""
        made = self._made.get(number)
        if made is None:
            builder = _Builder(self._seed, number, hub, self._today)
            made = builder.children(first_seen) if desk == "children" else builder.adults()
            self._made[number] = made
        return made


class _Builder:
    def __init__(self, seed: str, number: int, hub: Hub, today: date) -> None:
        self.seed, self.number, self.hub, self.today = seed, number, hub, today
        self.rng = Random(f"{seed}:household:{number}")
        self.naming = _naming(self.rng, hub)
        self.family = _family(self.rng, self.naming)
        self.address = _address(self.rng, hub)
        self.practice = PRACTICES[number % len(PRACTICES)]

    def person(
        self, slot: int, sex: Literal["female", "male"], born: date, *, family: str, child: bool, at: Address
    ) -> Person:
        rng, naming = self.rng, self.naming
        lists = (naming.girls, naming.boys) if child else (naming.women, naming.men)
        given = lists[0] if sex == "female" else lists[1]
        language = naming.languages[int(len(naming.languages) * rng.random() ** 1.5)]
        first = early(rng, given)
        if naming.ethnicity in {"OOTH", "AIND"} and rng.random() < 0.12:
            first, family = "", rng.choice(MONONYMS)
        age = (self.today - born).days // 365
        return Person(
            key=f"p{self.number}-{slot}",
            first_name=first,
            middle_name=early(rng, given) if first and rng.random() < 0.35 else "",
            last_name=family,
            known_as="",
            born=born,
            born_estimated=False,
            expected_on=None,
            sex=sex,
            ethnicity=naming.ethnicity,
            language=language,
            interpreter=language != "English" and not child and rng.random() < 0.6,
            disability=rng.choice(DISABILITIES),
            nhs_number=nhs_number(self.number * SLOTS + slot),
            phone=mobile(rng) if age >= 13 else "",
            email="",
            school=school_for(age, self.number + slot) if child else "",
            gp=self.practice,
            address=at,
        )

    def adult(
        self, slot: int, sex: Literal["female", "male"], age: float, family: str, at: Address
    ) -> Person:
        born = self.today - timedelta(days=int(age * 365.25))
        return self.person(slot, sex, born, family=family, child=False, at=at)

    def children(self, first_seen: date) -> Household:
        rng = self.rng
        shape = _pick(rng, CHILDREN_SHAPES)
        shared = self.number % SHARED_EVERY in {0, 1}
        if shared:
            shape = "step-father"
        father_family = _family(rng, self.naming)
        family = _children_family(rng, self.family, father_family, shape)
        births = _births(rng, first_seen)
        at = replace(self.address, protected=shape == "protected")
        kids = [
            self.person(3 + index, rng.choice(("female", "male")), born, family=family, child=True, at=at)
            for index, born in enumerate(births)
        ]
        mother_age = (self.today - births[0]).days / 365.25 + rng.uniform(17, 38)
        members = [
            Member(
                person=kid,
                role="child",
                relationship="self" if index == 0 else _sibling(kid, kids[0]),
                focus=True,
            )
            for index, kid in enumerate(kids)
        ]
        if rng.random() < 0.05 and mother_age < 46:
            members.append(self.unborn(first_seen, family, at))
        members += self.parents(shape, mother_age, father_family, at, shared=shared)
        return self.household("children", shape, members)

    def unborn(self, first_seen: date, family: str, at: Address) -> Member:
        due = first_seen + timedelta(days=self.rng.randrange(20, 220))
        sex: Literal["female", "male"] = self.rng.choice(("female", "male"))
        baby = self.person(SLOTS - 2, sex, due, family=family, child=True, at=at)
        return Member(person=baby, role="unborn", relationship="brother or sister to be", focus=True)

    def parents(
        self, shape: Shape, mother_age: float, father_family: str, at: Address, *, shared: bool
    ) -> list[Member]:
        rng = self.rng
        found: list[Member] = []
        if shape != "lone-father":
            safe = ""
            if shape in {"separated", "protected", "step-father"}:
                safe = rng.choice(SAFE_CONTACTS)
            mother = self.adult(0, "female", mother_age, self.family, at)
            away = shape == "kinship"
            found.append(
                Member(
                    person=_moved(mother, _address(rng, self.hub)) if away else mother,
                    role="parent",
                    relationship="mother",
                    focus=False,
                    parental_responsibility=True,
                    safe_contact=safe,
                )
            )
        if shape in {"couple", "lone-father", "separated", "protected"}:
            apart = shape in {"separated", "protected"}
            home = _address(rng, self.hub) if apart else at
            father = self.adult(1, "male", mother_age + rng.uniform(-2, 6), father_family, home)
            found.append(
                Member(
                    person=father,
                    role="alleged-perpetrator" if shape == "protected" or rng.random() < 0.35 else "parent",
                    relationship="father",
                    focus=False,
                    parental_responsibility=rng.random() < 0.8,
                )
            )
        if shape == "step-father":
            partner = self.shared_man() if shared else self.adult(1, "male", mother_age, father_family, at)
            found.append(
                Member(
                    person=partner,
                    role="alleged-perpetrator",
                    relationship="mother’s partner",
                    focus=False,
                    parental_responsibility=False,
                )
            )
        if shape == "kinship":
            nan = self.adult(2, "female", mother_age + rng.uniform(18, 30), self.family, at)
            found.append(
                Member(
                    person=nan,
                    role="carer",
                    relationship="grandmother",
                    focus=False,
                    parental_responsibility=rng.random() < 0.4,
                )
            )
        return found

    def shared_man(self) -> Person:
        """The man whom two neighbouring numbers know: made from their common number alone."""
        base = self.number - self.number % SHARED_EVERY
        other = _Builder(f"{self.seed}:shared", base, "county", self.today)
        other.address = _address(other.rng, "county" if base % 2 else "city")
        return other.adult(SLOTS - 1, "male", other.rng.uniform(22, 48), other.family, other.address)

    def adults(self) -> Household:
        rng = self.rng
        shape = _pick(rng, ADULTS_SHAPES)
        sex: Literal["female", "male"] = "female" if rng.random() < 0.58 else "male"
        young = shape in {"supported-living", "partner-harm"}
        age = rng.uniform(19, 58) if young else 99 - 38 * rng.random() ** 0.7
        at = self.address
        if shape in {"care-home", "supported-living"}:
            at = _home(rng, self.hub, CARE_HOMES[4] if shape == "supported-living" else "")
        focus = self.adult(0, sex, age, self.family, at)
        members = [Member(person=focus, role="adult-at-risk", relationship="self", focus=True)]
        other: Literal["female", "male"] = "male" if sex == "female" else "female"
        if shape in {"old-couple", "partner-harm"}:
            partner = self.adult(1, other, max(19.0, age + rng.uniform(-6, 6)), self.family, at)
            harm = shape == "partner-harm" or rng.random() < 0.3
            members.append(
                Member(
                    person=partner,
                    role="alleged-perpetrator" if harm else "carer",
                    relationship="partner",
                    focus=False,
                )
            )
        if shape == "adult-child":
            grown = self.adult(2, rng.choice(("female", "male")), age - rng.uniform(19, 34), self.family, at)
            members.append(
                Member(
                    person=grown,
                    role="alleged-perpetrator" if rng.random() < 0.55 else "carer",
                    relationship="daughter" if grown.sex == "female" else "son",
                    focus=False,
                )
            )
        return self.household("adults", shape, members)

    def household(self, desk: DeskKind, shape: Shape, members: list[Member]) -> Household:
        return Household(
            number=self.number,
            key=f"h{self.number}",
            hub=self.hub,
            desk=desk,
            shape=shape,
            members=tuple(members),
        )


SAFE_CONTACTS: Final[tuple[str, ...]] = (
    "Text first, never leave a voicemail; he reads her messages after six.",
    "Ring only between drop-off and noon, and say that it is the dentist.",
    "Through the school’s family worker, who sees her at the gate.",
    "Her sister’s number is safe; the house telephone is not.",
    "No letters. She will ring in from work on Thursdays.",
)


def _pick(rng: Random, weighted: tuple[tuple[Shape, int], ...]) -> Shape:
    at = rng.random() * sum(weight for _, weight in weighted)
    for shape, weight in weighted:
        at -= weight
        if at < 0:
            return shape
    return weighted[-1][0]


def _naming(rng: Random, hub: Hub) -> Naming:
    weights = [naming.county_weight if hub == "county" else naming.city_weight for naming in NAMINGS]
    return rng.choices(NAMINGS, weights)[0]


def _family(rng: Random, naming: Naming) -> str:
    family = early(rng, naming.families)
    if naming.ethnicity == "WBRI" and rng.random() < 0.03:
        family = f"{family}-{early(rng, naming.families)}"
    return family


def _children_family(rng: Random, mother: str, father: str, shape: Shape) -> str:
    if shape in {"lone-mother", "step-father", "kinship"} or rng.random() < 0.3:
        return mother
    if rng.random() < 0.12 and "-" not in mother + father and mother != father:
        return f"{mother}-{father}"
    return father


def _births(rng: Random, first_seen: date) -> list[date]:
    """One to four birthdays, eldest first; twins in about one in twenty-five families of two and more."""
    number = rng.choices((1, 2, 3, 4), (40, 34, 18, 8))[0]
    eldest = first_seen - timedelta(days=int(rng.uniform(0.1, 16.4) * 365.25))
    births = [eldest]
    while len(births) < number:
        gap = timedelta(days=0 if rng.random() < 0.03 else int(rng.uniform(1.0, 4.5) * 365.25))
        born = births[-1] + gap
        if born > first_seen - timedelta(days=3):
            break
        births.append(born)
    return births


def _sibling(kid: Person, eldest: Person) -> str:
    twin = "twin " if kid.born == eldest.born else ""
    return f"{twin}{'sister' if kid.sex == 'female' else 'brother'}"


def _address(rng: Random, hub: Hub) -> Address:
    town = _town(rng, hub)
    house = rng.randrange(1, 160)
    street = rng.choice(STREETS)
    line = f"Flat {rng.randrange(1, 24)}, {house} {street}" if rng.random() < 0.14 else f"{house} {street}"
    return Address(
        key=f"a{rng.getrandbits(40):010x}",
        line1=line,
        town=town.name,
        ward=rng.choice(town.wards),
        postcode=postcode(rng, town.district),
    )


def _home(rng: Random, hub: Hub, named: str) -> Address:
    """A care home: one of a few, so that many residents share an address and a postcode."""
    name = named or rng.choice(CARE_HOMES[:4])
    fixed = Random(f"{hub}:{name}")
    town = _town(fixed, hub)
    return Address(
        key=f"home-{hub}-{name.split()[0].lower()}-{name.split()[1].lower()}",
        line1=f"{name}, {fixed.choice(STREETS)}",
        town=town.name,
        ward=fixed.choice(town.wards),
        postcode=postcode(fixed, town.district),
    )


def _town(rng: Random, hub: Hub) -> Town:
    return rng.choice([town for town in TOWNS if town.hub == hub])


def _moved(person: Person, to: Address) -> Person:
    return replace(person, address=to)

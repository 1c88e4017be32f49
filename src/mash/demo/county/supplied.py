"""A person as one contact writes them down: with a nickname, another spelling, a date guessed, a number missing.

The truth stays in `Person.key`. Every name and address passes through the given `Marks`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mash.demo.county.text import Where
from mash.demo.county.worry import Address, Subject
from mash.demo.names.people import NICKNAMES, OTHER_SPELLINGS

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    from mash.demo.county.households import Member
    from mash.demo.county.text import Kind, Marks, Text


NOWHERE: Final = Where()


def respelt(rng: Random, name: str, chance: float) -> str:
    """The name in another known spelling, with the given chance when there is one."""
    others = OTHER_SPELLINGS.get(name)
    return rng.choice(others) if others and rng.random() < chance else name


def _address(address: Address, text: Text) -> Address:
    kind: Kind = "protected-address" if address.protected else "open"
    return replace(address, line1=text(kind, address.line1), postcode=text(kind, address.postcode))


def as_supplied(
    rng: Random, member: Member, on: date, marks: Marks, *, careful: bool, where: Where = NOWHERE
) -> Subject:
    """`member` on the day `on`, as a careful (professional, with a record) or a hurried referrer has it.

    An unborn child is described as born once the expected date has passed.
    """
    person = member.person
    text = marks.at(replace(where, about=person.key))
    home = marks.at(replace(where, about=person.address.key)) if person.address else text
    noise = 0.35 if careful else 1.0
    role, relationship = member.role, member.relationship
    first, middle, last = person.first_name, person.middle_name, person.last_name
    known_as = ""
    nicknames = NICKNAMES.get(first)
    if nicknames and rng.random() < 0.3:
        if rng.random() < 0.5 * noise:
            first = rng.choice(nicknames)
        else:
            known_as = rng.choice(nicknames)
    first, last = respelt(rng, first, 0.3 * noise), respelt(rng, last, 0.15 * noise)
    born, estimated, expected, number = person.born, False, None, person.nhs_number
    sex, school = person.sex, person.school
    if role == "unborn" and born is not None:
        if born > on:
            born, expected, number, sex, first, middle = None, born, "", "unknown", "", ""
        else:
            role, relationship = "child", "sister" if sex == "female" else "brother"
    elif born is not None and rng.random() < (0.04 if careful else 0.25):
        born, estimated = born.replace(month=1, day=1), True
    elif born is not None and not member.focus and rng.random() < 0.35 * noise:
        born = None
    if rng.random() < (0.35 if careful and member.focus else 0.85):
        number = ""
    if rng.random() < 0.4 * noise:
        middle = ""
    return Subject(
        person=replace(
            person,
            first_name=text("open", first) if first else "",
            middle_name=text("open", middle) if middle else "",
            last_name=text("open", last),
            known_as=text("open", known_as) if known_as else "",
            born=born,
            born_estimated=estimated,
            expected_on=expected,
            sex=sex,
            nhs_number=number,
            school=school,
            email=text("open", person.email) if person.email else "",
            address=_address(person.address, home) if person.address else None,
        ),
        role=role,
        relationship=relationship,
        focus=member.focus,
        parental_responsibility=member.parental_responsibility,
        safe_contact=text("said", member.safe_contact) if member.safe_contact else "",
    )

"""Whom somebody who is described may be, with where they are known: for advice and calls, beside the search itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mash.casework.cases.queries.elsewhere import held_of, subjects_of
from mash.foundation.kernel import Ref
from mash.interfaces.web.desk import presenters as desk
from mash.registers.people import queries as people
from mash.registers.people.queries import Candidate
from mash.registers.people.rules import as_date

FEW = 5


@dataclass(frozen=True, slots=True)
class Known:
    """Those found for one description, the references of their open cases by theirs, and what of it the log is to name."""

    found: list[desk.Found]
    open_cases: dict[str, list[str]]
    about: list[Ref]


def known_as(said: Mapping[str, Any], *, cases: bool = False) -> Known:
    """Those who may be meant by a description (people.rules.Said); with `cases` their open cases that the asker sees."""
    address = said.get("address") or {}
    return shown(
        people.search(
            given=said.get("given_name", ""),
            family=said.get("family_name", ""),
            born=as_date(said.get("born")),
            nhs_number=said.get("nhs_number", ""),
            postcode=address.get("postcode", ""),
            lines=address.get("lines", ""),
            limit=FEW,
        ),
        cases=cases,
    )


def shown(candidates: Iterable[Candidate], *, cases: bool = False) -> Known:
    """The candidates of any search, with where they are known."""
    found = list(candidates)
    numbers = {one.person.pk: one.person.public_id for one in found}
    held = held_of(numbers)
    opened: dict[str, list[str]] = {}
    for subject in subjects_of(numbers) if cases else []:
        case = getattr(subject.matter, "case", None)
        person = numbers.get(subject.person_id or 0)
        if case is not None and case.state != "closed" and person:
            refs = opened.setdefault(person, [])
            if subject.matter.ref not in refs:
                refs.append(subject.matter.ref)
    about = [Ref("person", public_id) for public_id in numbers.values()]
    about += [Ref("matter", one.ref) for one in held if one.away]
    about += [Ref("matter", ref) for refs in opened.values() for ref in refs]
    return Known(desk.found(found, held), opened, list(dict.fromkeys(about)))

"""What every address of this version may answer with besides its own."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema

from mash.casework.matters.models import Subject
from mash.foundation.kernel import Ref
from mash.interfaces.api.access import Problem
from mash.registers.people.rules import as_date, name

PROBLEMS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}


class PersonOut(Schema):
    """A person in a case, as the source said and as identified."""

    role: str = Field(description="`subject`, `parent`, `sibling`, ...")
    name: str
    date_of_birth: str | None = Field(description="A whole date; null where it is not known whole.")
    person: str | None = Field(description="Public id of the identified person.")


def person_out(subject: Subject) -> PersonOut:
    born = as_date(subject.record.said.get("born"))
    return PersonOut(
        role=subject.role,
        name=name(subject.record.said),
        date_of_birth=born.isoformat() if born else None,
        person=subject.person.public_id if subject.person else None,
    )


def refs_of(subjects: list[Subject]) -> list[Ref]:
    """The identified persons, for the ledger."""
    return [Ref("person", one.person.public_id) for one in subjects if one.person]

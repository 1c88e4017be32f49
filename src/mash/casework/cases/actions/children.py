"""Children near a case: added to it, or considered and left out, each with a reason of their own."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Max

from mash.casework.cases import events
from mash.casework.cases.actions.births import rename
from mash.casework.cases.actions.triage import about, hold
from mash.casework.cases.models import Case
from mash.casework.families.actions import consider
from mash.casework.families.models import Considered
from mash.casework.matters.actions import add_subject, identify_subject
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append
from mash.foundation.visibility import as_service
from mash.registers.people.actions import receive_record
from mash.registers.people.models import Person
from mash.registers.people.rules import Said

CONSIDER = "people:record:identify"


@transaction.atomic
def consider_child(
    *, by: Actor, at: datetime, case: Case, person: Person, why: str, reason: str
) -> Considered | Refused:
    """Record that a child near the case was considered, and why the case is not about them."""
    held = hold(case, CONSIDER, by=by, at=at)
    if isinstance(held, Refused):
        return held
    return consider(by=by, at=at, matter=held.matter, person=person, why_offered=why, reason=reason)


@transaction.atomic
def add_child_near(
    *, by: Actor, at: datetime, case: Case, person: Person, why: str, reason: str
) -> Considered | Refused:
    """Add a child near the case to it, as a person worried about: nothing is decided for them by it.

    What the case says of them is what their row in the index says.
    """
    held = hold(case, CONSIDER, by=by, at=at)
    if isinstance(held, Refused):
        return held
    done = consider(
        by=by, at=at, matter=held.matter, person=person, why_offered=why, reason=reason, outcome="added"
    )
    if isinstance(done, Refused) or Subject.objects.filter(matter=held.matter, person=person).exists():
        return done
    with as_service("intake"):
        record = receive_record(at=at, said=_said(person), source=Ref("family", held.matter.ref))
        place = Subject.objects.filter(matter=held.matter).aggregate(last=Max("place"))["last"] or 0
        subject = add_subject(matter=held.matter, record=record, role="subject", place=place + 1)
    known = identify_subject(by=by, at=at, subject=subject, person=person, reason="added from the family")
    if isinstance(known, Refused):
        transaction.set_rollback(True)
        return known
    append(
        events.PERSON_ADDED,
        by=by,
        at=at,
        about=about(held),
        payload={"role": "subject", "place": subject.place},
    )
    rename(held)
    return done


def _said(person: Person) -> Said:
    said = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "sex": person.sex,
        "nhs_number": person.nhs_number,
    }
    some: dict[str, object] = {part: value for part, value in said.items() if value}
    for part, day in (("born", person.date_of_birth), ("expected", person.expected_date)):
        if day is not None:
            some[part] = {"year": day.year, "month": day.month, "day": day.day}
    return cast("Said", some)

"""An unborn child is born, or is not: the same person, with the same history; of twins each has it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.db.models import Max

from mash.casework.cases.actions.triage import about, hold
from mash.casework.cases.models import Case
from mash.casework.families import errors
from mash.casework.families.actions import end
from mash.casework.families.models import Expectation, Outcome
from mash.casework.matters.actions import add_subject, identify_subject, record_birth, take_back_birth
from mash.casework.matters.holding import save
from mash.casework.matters.models import FurtherRecord, Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import refuse
from mash.foundation.visibility import as_service
from mash.registers.people.actions import receive_record, relate
from mash.registers.people.events import BORN
from mash.registers.people.models import Relationship
from mash.registers.people.rules import Said, name


@dataclass(frozen=True, slots=True, kw_only=True)
class BornSaid:
    """What is said of a child who was born; a name that is not given is as it was."""

    born_on: date
    given_name: str = ""
    family_name: str = ""
    sex: str = ""
    nhs_number: str = ""


@transaction.atomic
def born(*, by: Actor, at: datetime, case: Case, subject: Subject, said: BornSaid) -> Subject | Refused:
    """Record the birth of an unborn child of the case: the subject is who they were, and born now."""
    held = hold(case, BORN.name, by=by, at=at)
    if isinstance(held, Refused):
        return held
    done = record_birth(by=by, at=at, subject=subject, **asdict(said))
    ended = done if isinstance(done, Refused) else _end(subject, said.born_on, by=by, at=at)
    if isinstance(ended, Refused):
        transaction.set_rollback(True)
        return ended
    rename(held)
    return subject


@transaction.atomic
def another_born(
    *, by: Actor, at: datetime, case: Case, subject: Subject, said: BornSaid, once: str
) -> Subject | Refused:
    """Another child of the same pregnancy: a person of their own, twin of the first, who was expected in the same case.

    `once` is the form's own number: sent twice is one child, and two of one day without a name are two.
    """
    held = hold(case, BORN.name, by=by, at=at)
    if isinstance(held, Refused):
        return held
    first = Subject.objects.select_related("person", "record", "matter").get(
        pk=subject.pk, matter=held.matter
    )
    last = Outcome.objects.filter(subject=first).order_by("pk").last()
    if first.person is None or last is None or last.kind != "born" or last.born_with_id is not None:
        return refuse(BORN.name, errors.not_expected(), by=by, at=at, about=about(held))
    earlier = Outcome.objects.select_related("subject").filter(born_with=first, once=once).first()
    if earlier is not None:
        return earlier.subject
    with as_service("intake"):
        record = receive_record(at=at, said=_expected(first), source=Ref("birth", held.matter.ref))
        place = Subject.objects.filter(matter=held.matter).aggregate(last=Max("place"))["last"] or 0
        twin = add_subject(matter=held.matter, record=record, role=first.role, place=place + 1)
    known = identify_subject(by=by, at=at, subject=twin, person=None, reason="born of the same pregnancy")
    done = known if isinstance(known, Refused) else record_birth(by=by, at=at, subject=twin, **asdict(said))
    ended = (
        done
        if isinstance(done, Refused)
        else _end(twin, said.born_on, born_with=first, once=once, by=by, at=at)
    )
    related = ended if isinstance(ended, Refused) else _relate(twin, first, by=by, at=at)
    if isinstance(related, Refused):
        transaction.set_rollback(True)
        return related
    rename(held)
    return twin


@transaction.atomic
def not_born(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    subject: Subject,
    kind: str,
    on: date | None = None,
    note: str = "",
) -> Outcome | Refused:
    """Record that a pregnancy ended without a birth, or never was: alerts and notices stop."""
    held = hold(case, BORN.name, by=by, at=at)
    if isinstance(held, Refused):
        return held
    done = end(by=by, at=at, subject=subject, kind=kind, on=on, note=note)
    if isinstance(done, Outcome):
        if held.attention == "unborn-overdue":
            held.attention = ""
        save(held, "attention")
    return done


@transaction.atomic
def correct_birth(
    *, by: Actor, at: datetime, case: Case, subject: Subject, said: BornSaid | None
) -> Subject | Refused:
    """Say anew what was said wrongly of a birth, or with None that there was none yet. The earlier words stay as a record."""
    held = hold(case, BORN.name, by=by, at=at)
    if isinstance(held, Refused):
        return held
    before = Outcome.objects.filter(subject=subject).order_by("pk").last()
    gone = take_back_birth(by=by, at=at, subject=subject)
    if isinstance(gone, Refused):
        return gone
    fresh = Subject.objects.select_related("person", "record", "matter").get(pk=subject.pk)
    done: list[object] = []
    # How it ended is added, never changed: another day takes back the one that was said.
    was_born = before if before is not None and before.kind == "born" else None
    other_day = said is not None and was_born is not None and was_born.on != said.born_on
    if said is None or other_day:
        done.append(end(by=by, at=at, subject=fresh, kind="expected"))
    if said is not None:
        done.append(record_birth(by=by, at=at, subject=fresh, **asdict(said)))
    if said is not None and was_born is not None and other_day:
        done.append(_end(fresh, said.born_on, born_with=was_born.born_with, by=by, at=at))
    refused = next((one for one in done if isinstance(one, Refused)), None)
    if refused is not None:
        transaction.set_rollback(True)
        return refused
    rename(held)
    return fresh


def _end(
    subject: Subject,
    on: date,
    *,
    born_with: Subject | None = None,
    once: str = "",
    by: Actor,
    at: datetime,
) -> Outcome | Refused:
    return end(by=by, at=at, subject=subject, kind="born", on=on, born_with=born_with, once=once)


def _expected(first: Subject) -> Said:
    """What had been said of the child who was expected, as far as it is as true of the other."""
    same = ("expected", "family_name", "address")
    said = {one: first.record.said[one] for one in same if one in first.record.said}
    latest = Expectation.objects.filter(subject=first).order_by("pk").last()
    if latest is not None and latest.expected_on is not None:
        on = latest.expected_on
        said["expected"] = {"year": on.year, "month": on.month, "day": on.day}
    return cast("Said", {"expected": {}, **said})


def _relate(twin: Subject, first: Subject, *, by: Actor, at: datetime) -> Refused | None:
    """Twins are each other's, and their mother's as the first was said to be."""
    one = Subject.objects.select_related("person", "record").get(pk=twin.pk)
    if one.person is None or first.person is None:
        return errors.not_expected()
    known = [
        (one.person, "twin of", first.person, one.record),
        *(
            (each.person, "parent of", one.person, each.record)
            for each in Relationship.objects.filter(
                other=first.person, kind="parent of", ended_at=None
            ).select_related("person", "record")
        ),
    ]
    done = [
        relate(by=by, at=at, person=person, kind=kind, other=other, record=record)
        for person, kind, other, record in known
    ]
    return next((each for each in done if isinstance(each, Refused)), None)


def rename(case: Case) -> None:
    """The case is found in lists by the names that its people have now, as this matter says them."""
    people = list(Subject.objects.filter(matter=case.matter, role="subject").select_related("record"))
    said = {one.pk: one.record.said for one in people}
    further = FurtherRecord.objects.filter(subject__in=people, record__live=True).select_related("record")
    for one in further.order_by("pk"):
        if one.record.said.get("given_name"):
            said[one.subject_id] = one.record.said
    case.title, case.people = ", ".join(map(name, said.values()))[:300], len(said)
    if case.attention == "unborn-overdue":
        case.attention = ""
    save(case, "title", "people", "attention")

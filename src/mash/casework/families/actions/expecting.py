"""Keep what is known of an unborn child, and how it ended: added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from mash.casework.families import errors, events, queries, rules
from mash.casework.families.models import Expectation, Outcome
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import add_record, read_only, works_on
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.ledger import append, refuse
from mash.foundation.visibility import as_service
from mash.registers.accounts.rules import may
from mash.registers.people.actions import receive_record, relate
from mash.registers.people.rules import as_date

IDENTIFY: Final = "people:record:identify"
REFERRER: Final = "referrer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSaid:
    """What is known now. `mother` is a subject of the same matter; `booked_days` are days of gestation when booked."""

    expected_on: date | None = None
    source: str = ""
    mother: Subject | None = None
    booked: str = "not-known"
    booked_on: date | None = None
    booked_days: int | None = None
    care: str = "not-known"


def expected_by_contacts(contacts: Sequence[Contact], by: Actor, at: datetime) -> None:
    """Called by intake as its service: an unborn child whom a contact names begins with what the contact says."""
    named = Subject.objects.filter(
        matter__in={one.matter_id for one in contacts}, record__said__has_key="expected"
    ).order_by("pk")
    found = [one for one in named.select_related("record") if not one.record.said.get("born")]
    if not found:
        return
    Expectation.objects.bulk_create(
        Expectation(
            matter_id=one.matter_id,
            subject=one,
            expected_on=as_date(one.record.said["expected"]),
            source=REFERRER,
            by=str(by),
            by_name=by.name,
            at=at,
        )
        for one in found
    )


@transaction.atomic
def expect(*, by: Actor, at: datetime, subject: Subject, said: ExpectedSaid) -> Expectation | Refused:
    """Record what is known now of an unborn child; the same again is nothing new.

    A date that no record says yet becomes one, so that the index knows of it; the mother, once both are identified, a
    relationship, seen with this matter where that is restricted.
    """
    about = [Ref("matter", subject.matter.ref)]
    allowed = may(by, IDENTIFY)
    if allowed and not works_on(subject.matter):
        allowed = read_only()
    known = queries.unborn_of([subject.matter_id], at=at).get(subject.pk)
    if allowed:
        allowed = rules.may_expect(
            expected_on=said.expected_on,
            day=queries.day_of(at),
            over=bool(known and known.over) or _is_born(subject),
        )
    if isinstance(allowed, Refused):
        return refuse(IDENTIFY, allowed, by=by, at=at, about=about)
    facts = {
        "mother_id": said.mother.pk if said.mother else None,
        "expected_on": said.expected_on,
        "source": said.source,
        "booked": said.booked,
        "booked_on": said.booked_on,
        "booked_days": said.booked_days,
        "care": said.care,
    }
    last = known.latest if known else None
    if last is not None and {name: getattr(last, name) for name in facts} == facts:
        return last
    if said.expected_on is not None and not (last and last.expected_on == said.expected_on):
        done = _say_date(said.expected_on, subject, by=by, at=at)
        if isinstance(done, Refused):
            return done
    made = Expectation.objects.create(
        matter_id=subject.matter_id, subject=subject, by=str(by), by_name=by.name, at=at, **facts
    )
    mother = said.mother.person if said.mother else None
    if mother is not None and subject.person is not None and said.mother is not None:
        related = relate(
            by=by, at=at, person=mother, kind="parent of", other=subject.person, record=said.mother.record
        )
        if isinstance(related, Refused):
            transaction.set_rollback(True)
            return related
    found = rules.alerts(queries.facts_of(made), queries.day_of(at), queries.thresholds(at))
    append(
        events.EXPECTED,
        by=by,
        at=at,
        about=about,
        payload={"place": subject.place, "date": said.expected_on is not None, "alerts": list(found)},
    )
    return made


def _is_born(subject: Subject) -> bool:
    return bool(subject.person and subject.person.date_of_birth) or bool(subject.record.said.get("born"))


def _say_date(day: date, subject: Subject, *, by: Actor, at: datetime) -> Refused | None:
    with as_service("intake"):
        record = receive_record(
            at=at,
            said={"expected": {"year": day.year, "month": day.month, "day": day.day}},
            source=Ref("expected", subject.matter.ref),
        )
    added = add_record(by=by, at=at, subject=subject, record=record, reason="expected")
    return added if isinstance(added, Refused) else None


@transaction.atomic
def end(
    *,
    by: Actor,
    at: datetime,
    subject: Subject,
    kind: str,
    on: date | None = None,
    note: str = "",
    born_with: Subject | None = None,
    once: str = "",
) -> Outcome | Refused:
    """Record how a pregnancy ended: alerts and notices stop. `kind` is one of Outcome.KINDS.

    "expected" takes back what was recorded by mistake. A birth is recorded by its own action, which calls this one; `once`
    is then the number of the form.
    """
    about = [Ref("matter", subject.matter.ref)]
    allowed = may(by, IDENTIFY)
    if allowed and not works_on(subject.matter):
        allowed = read_only()
    if kind not in dict(Outcome.KINDS):
        raise ValueError(kind)
    last = Outcome.objects.filter(subject=subject).order_by("pk").last()
    if last is not None and (last.kind, last.on, last.note) == (kind, on, note):
        return last
    over = last is not None and last.kind in rules.OVER
    if allowed and over and kind != "expected":
        allowed = errors.ended_already()
    if allowed and not over and kind == "expected":
        allowed = errors.not_expected()
    if isinstance(allowed, Refused):
        return refuse(IDENTIFY, allowed, by=by, at=at, about=about)
    made = Outcome.objects.create(
        matter_id=subject.matter_id,
        subject=subject,
        kind=kind,
        on=on,
        note=note,
        born_with=born_with,
        once=once,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    # How it ended is in the row, which goes with the case: the log says that it was recorded.
    append(events.ENDED, by=by, at=at, about=about, payload={"place": subject.place})
    return made

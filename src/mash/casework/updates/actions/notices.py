"""A notice from another area or team: taken in, acknowledged, looked at again, ended."""

from __future__ import annotations

import json
from base64 import b32encode
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from mash.casework.cases.actions.noting import note_case
from mash.casework.cases.actions.triage import hold as hold_case
from mash.casework.cases.models import Case, Note
from mash.casework.intake.actions import receive
from mash.casework.intake.arrival import Arrival, PersonSaid, ReferrerSaid
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.holding import hold as hold_row
from mash.casework.matters.holding import move
from mash.casework.matters.models import Subject
from mash.casework.updates import events, notices, times
from mash.casework.updates.models import Notice
from mash.casework.updates.notices import Said
from mash.casework.updates.rules import changed
from mash.foundation.kernel import Actor, Ref, Refused
from mash.foundation.kernel.time import LONDON
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Desk
from mash.registers.people.rules import Said as PersonWords
from mash.registers.standards.queries import codes

RECORD: Final = "updates:notice:record"


def refs(notice: Notice) -> list[Ref]:
    """What the ledger names of a notice; its case is found by the ledger itself."""
    return [Ref("notice", notice.ref)]


def judge(said: Said, *, by: Actor, at: datetime) -> Refused | None:
    """Why it may not be recorded so; None where it may."""
    allowed = may(by, RECORD)
    if allowed:
        kinds = {one.code: one.label for one in codes("notice-kind", at=at)}
        listed = notices.CATEGORIES.get(said.kind, "")
        known = frozenset(one.code for one in codes(listed, at=at)) if listed else frozenset()
        allowed = notices.may_record(said, kinds=kinds, categories=known, on=at.astimezone(LONDON).date())
    return allowed if isinstance(allowed, Refused) else None


@transaction.atomic
def record(*, by: Actor, at: datetime, subject: Subject, said: Said) -> Notice | Refused:
    """Record a notice about somebody of a case that is there. The same words, all of them, are one while it runs."""
    matter = subject.matter
    why = judge(said, by=by, at=at)
    if why is None and not works_on(matter):
        why = read_only()
    if why is not None:
        return refuse(RECORD, why, by=by, at=at, about=[Ref("matter", matter.ref)])
    standing = Notice.objects.filter(subject=subject, ended_on=None, **asdict(said)).first()
    return standing or _make(subject, said, None, by=by, at=at)


@transaction.atomic
def take_in(
    *, by: Actor, at: datetime, desk: Desk, person: PersonWords, said: Said, danger: str, once: str
) -> Notice | Refused:
    """Record a notice about somebody of whom no case is open: it makes a contact, and so a case. `once` sent twice is one,
    where the same is said of the same person: a page that was gone back to and changed tells of another.

    The contact says what was told, for whoever finds out who it is; it counts as no referral.
    """
    why = judge(said, by=by, at=at)
    if why is not None:
        return refuse(RECORD, why, by=by, at=at, about=[])
    contact = receive(
        by=by,
        at=at,
        arrival=Arrival(
            hub=desk.hub.key,
            population=desk.population,  # type: ignore[arg-type] # one of the desk's choices
            kind="referral",
            channel="telephone",
            worry=said.basis,
            danger_now=danger,
            people=(PersonSaid(role="subject", said=person),),
            referrer=ReferrerSaid(
                klass="professional",
                name=said.sender_name,
                agency=said.sender,
                phone=said.sender_phone,
                email=said.sender_email,
            ),
            content={"notice": {"kind": said.kind}},
            draft=_draft(once, person, said, danger),
            acknowledge=False,
        ),
    )
    standing = Notice.objects.filter(contact=contact).first()
    if standing is not None:
        return standing
    subject = Subject.objects.select_related("matter__desk").filter(matter=contact.matter_id).first()
    if subject is None:
        return refuse(RECORD, read_only(), by=by, at=at, about=[])
    return _make(subject, said, contact, by=by, at=at)


def _draft(once: str, person: PersonWords, said: Said, danger: str) -> str:
    """Of one form sent twice the same, of one that was changed between another."""
    words = json.dumps([once, person, asdict(said), danger], sort_keys=True, default=str)
    return f"notice:{b32encode(sha256(words.encode()).digest()).decode()}"[:20]


def _make(subject: Subject, said: Said, contact: Contact | None, *, by: Actor, at: datetime) -> Notice:
    matter = subject.matter
    desk = matter.desk
    made = Notice.objects.create(
        matter=matter,
        hub_id=matter.hub_id,
        desk=desk,
        subject=subject,
        contact=contact,
        kind=said.kind,
        sender=said.sender,
        sender_name=said.sender_name,
        sender_phone=said.sender_phone,
        sender_email=said.sender_email,
        team=said.team,
        category=said.category,
        since=said.since,
        until=said.until,
        basis=said.basis,
        discussed_with=said.discussed_with,
        received_at=at,
        by=str(by),
        by_name=by.name,
        acknowledge_by=times.due(desk, said.kind, started=at, times=times.NOTICE),
        act_by=times.due(desk, "conference", started=at, times=times.NOTICE) if notices.acts(said) else None,
        review_on=said.review_on,
    )
    append(
        events.NOTICE_RECORDED,
        by=by,
        at=at,
        about=refs(made),
        payload={
            "kind": made.kind,
            "category": made.category,
            "since": made.since.isoformat(),
            "due": made.acknowledge_by.isoformat() if made.acknowledge_by else None,
            "contact": contact is not None,
        },
    )
    return made


def hold(notice: Notice, *, by: Actor, at: datetime, version: int | None) -> Notice | Refused:
    """The notice, locked, for whoever may work on it; `version` is the one that the page showed."""
    held = hold_row(
        Notice.objects.select_related("matter"), notice, RECORD, by=by, version=version, changed=changed
    )
    return _no(notice, held, by=by, at=at) if isinstance(held, Refused) else held


def _no(notice: Notice, why: Refused, *, by: Actor, at: datetime) -> Refused:
    return refuse(RECORD, why, by=by, at=at, about=refs(notice))


@transaction.atomic
def acknowledge(
    *,
    by: Actor,
    at: datetime,
    notice: Notice,
    how: str,
    noted: bool = False,
    reason: str = "",
    version: int | None = None,
) -> Notice | Refused:
    """Record that whoever told it knows that it came, and how they were told.

    `noted` says besides that the case which the notice made asks for no decision of its own, for a `reason` that stays
    on it as a note; it closes as every case does.
    """
    own = Case.objects.select_related("matter").filter(matter=notice.matter_id).first() if noted else None
    # The case before the notice, as everybody takes them.
    case = hold_case(own, RECORD, by=by, at=at) if own is not None else None
    if isinstance(case, Refused):
        return case
    held = hold(notice, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    allowed = notices.may_acknowledge(acknowledged=held.acknowledged_at is not None, how=how)
    if isinstance(allowed, Refused):
        return _no(held, allowed, by=by, at=at)
    if case is not None and held.contact is not None:
        done = notices.may_note(danger=held.contact.danger_now, rating=case.rating, reason=reason)
        done = done and note_case(by=by, at=at, case=case)
        if isinstance(done, Refused):
            return _no(held, done, by=by, at=at)
        Note.objects.create(matter=case.matter, kind="note", text=reason, by=str(by), by_name=by.name, at=at)
    move(held, acknowledged_at=at, acknowledged_by_name=by.name, acknowledged_how=how)
    late = held.acknowledge_by is not None and at > held.acknowledge_by
    append(
        events.NOTICE_ACKNOWLEDGED,
        by=by,
        at=at,
        about=refs(held),
        payload={"late": late, "noted": case is not None},
    )
    return held


@transaction.atomic
def look_again(
    *,
    by: Actor,
    at: datetime,
    notice: Notice,
    review_on: date | None,
    acted_on: date | None = None,
    version: int | None = None,
) -> Notice | Refused:
    """Record that it was looked at: when it is to be looked at again, and when the conference was held."""
    held = hold(notice, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    if held.ended_on is not None:
        return _no(held, notices.ended(), by=by, at=at)
    move(held, review_on=review_on, acted_on=acted_on or held.acted_on)
    append(
        events.NOTICE_LOOKED_AT,
        by=by,
        at=at,
        about=refs(held),
        payload={
            "again": review_on.isoformat() if review_on else None,
            "acted": acted_on.isoformat() if acted_on else None,
        },
    )
    return held


@transaction.atomic
def end(
    *, by: Actor, at: datetime, notice: Notice, on: date, why: str, version: int | None = None
) -> Notice | Refused:
    """Record that it ended: the placement, the enquiry, the alert."""
    held = hold(notice, by=by, at=at, version=version)
    if isinstance(held, Refused):
        return held
    today = at.astimezone(LONDON).date()
    allowed = notices.may_end(ended_on=held.ended_on, since=held.since, on=on, why=why, today=today)
    if isinstance(allowed, Refused):
        return _no(held, allowed, by=by, at=at)
    move(held, ended_on=on, ended_why=why, ended_by_name=by.name)
    append(events.NOTICE_ENDED, by=by, at=at, about=refs(held), payload={"on": on.isoformat()})
    return held

"""The chair approves the minutes, each invited agency gets its copy, and what was wrong is corrected by addition."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mash.casework.matters.holding import move as move_row
from mash.casework.roundtables import composing, events, queries, rules, times
from mash.casework.roundtables.actions.common import (
    ANSWER,
    APPROVE,
    VIEW,
    WRITE,
    fresh,
    hold,
    no,
    note,
    refs,
    state_once_held,
    tell,
)
from mash.casework.roundtables.models import Copy, Correction, Entry, Meeting, Minutes, Person
from mash.foundation.documents import Template, render
from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency


@transaction.atomic
def approve(*, by: Actor, at: datetime, meeting: Meeting, version: int | None = None) -> Minutes | Refused:
    """Approve the minutes: printed whole, digested and fixed. Pressed twice they are approved once."""
    held = hold(meeting, by=by, at=at, permission=APPROVE)
    if isinstance(held, Refused):
        return held
    # Looked for once it is held: the other press may have been waited for.
    there = Minutes.objects.filter(meeting=held).first()
    if there is not None:
        return there
    allowed = rules.may_approve(
        held.state,
        chair=by.user == held.chair_id,
        undecided=queries.undecided(held, at=at),
        entries=Entry.objects.filter(meeting=held).count(),
    )
    if allowed and version is not None and version != held.version:
        allowed = rules.changed()
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=APPROVE)
    data = composing.whole(held, approved_by=by.name, at=at)
    # What each agency gets is said now, so that nothing stands in a copy otherwise than it was approved.
    copies = {
        f"{one.pk}": composing.copy_for(held, one, approved_by=by.name, at=at)
        for one in queries.invited(held)
        if one.agency is not None
    }
    pdf = render(Template.MINUTES, data, language="en", at=at)
    digest = hashlib.sha256(pdf).hexdigest()
    made = Minutes.objects.create(
        matter_id=held.matter_id,
        meeting=held,
        data=data,
        copies=copies,
        pdf=pdf,
        sha256=digest,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    note(held, "approved", by=by, at=at)
    move_row(held, state="approved")
    append(events.APPROVED, by=by, at=at, about=refs(held), payload={"sha256": digest})
    return made


@transaction.atomic
def circulate(
    *, by: Actor, at: datetime, meeting: Meeting, version: int | None = None
) -> list[Copy] | Refused:
    """Give each invited agency its own copy, with a clock for its receipt. Pressed twice they are sent once."""
    held = hold(meeting, by=by, at=at, permission=WRITE)
    if isinstance(held, Refused):
        return held
    found = list(Copy.objects.filter(meeting=held).select_related("agency"))
    allowed = rules.may_circulate(held.state, circulated=held.circulated_at is not None)
    if not allowed and held.circulated_at is not None:
        return found
    if allowed and version is not None and version != held.version:
        allowed = rules.changed()
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=WRITE)
    minutes = Minutes.objects.get(meeting=held)
    due = times.due("acknowledge", held.desk, started=at)
    for one in queries.invited(held):
        if one.agency is None:
            # The hub's people read the whole at the hub.
            tell(one, held, at=at, template="round_table_minutes")
            continue
        data = minutes.copies[f"{one.pk}"]
        pdf = render(Template.MINUTES, data, language="en", at=at)
        made = Copy.objects.create(
            matter_id=held.matter_id,
            meeting=held,
            invitation=one,
            agency=one.agency,
            data=data,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            sent_at=at,
            due_at=due,
        )
        found.append(made)
        append(
            events.CIRCULATED,
            by=by,
            at=at,
            about=[*refs(held), Ref("agency", one.agency.key)],
            payload={"agency": one.agency.key, "sha256": made.sha256, "due": due.isoformat()},
        )
        tell(one, held, at=at, template="round_table_minutes")
    note(held, "circulated", by=by, at=at)
    move_row(held, circulated_at=at)
    return found


@transaction.atomic
def acknowledge(*, by: Actor, at: datetime, copy: Copy) -> Copy | Refused:
    """An agency says that it has its copy, once."""
    meeting = copy.meeting
    held = Copy.objects.select_for_update(of=("self",)).filter(pk=copy.pk).first()
    allowed: Verdict = may(by, ANSWER)
    if allowed and (held is None or by.agency != copy.agency.key or by.role != "researcher"):
        allowed = rules.missing()
    if isinstance(allowed, Refused) or held is None:
        why = allowed if isinstance(allowed, Refused) else rules.missing()
        return no(meeting, why, by=by, at=at, permission=ANSWER)
    if held.acknowledged_at is not None:
        return held
    held.acknowledged_at, held.acknowledged_by_name = at, by.name
    held.save(update_fields=["acknowledged_at", "acknowledged_by_name"])
    append(events.ACKNOWLEDGED, by=by, at=at, about=refs(meeting), payload={"late": at > held.due_at})
    return held


@transaction.atomic
def correct(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    text: str,
    audience: str = "everyone",
    named: Sequence[int] = (),
    person: Person | None = None,
) -> Correction | Refused:
    """Add to approved minutes what was wrong and what is right: the hub, or an agency that has a copy.

    The hub says for whose copies it is, as of an entry; what an agency adds is the hub's to read, whatever is said.
    """
    agency: Agency | None = None
    permission = WRITE
    if by.role == "researcher":
        permission, audience, named, person = ANSWER, "everyone", (), None
        agency = Agency.objects.get(key=by.agency)
    if agency is None:
        held = hold(meeting, by=by, at=at, permission=permission)
        if isinstance(held, Refused):
            return held
    allowed: Verdict = may(by, permission)
    if allowed:
        allowed = _may_correct(meeting, agency, text=text, audience=audience, named=named, person=person)
    if isinstance(allowed, Refused):
        return no(meeting, allowed, by=by, at=at, permission=permission)
    said_for = {
        "audience": audience,
        "named": sorted(named) if audience == "named" else [],
        "person": person,
    }
    there = Correction.objects.filter(meeting=meeting, text=text, by=str(by), **said_for).first()
    if there is not None:
        return there
    made = Correction.objects.create(
        matter_id=meeting.matter_id,
        meeting=meeting,
        agency=agency,
        text=text,
        **said_for,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(events.CORRECTED, by=by, at=at, about=refs(meeting))
    if agency is None:
        _tell_readers(made, meeting, at=at)
    return made


def _may_correct(
    meeting: Meeting,
    agency: Agency | None,
    *,
    text: str,
    audience: str,
    named: Sequence[int],
    person: Person | None,
) -> Verdict:
    state_once_held(meeting)
    stands = fresh(meeting)
    copies = Copy.objects.filter(meeting=meeting)
    if agency is not None and not copies.filter(agency=agency).exists():
        return rules.missing()
    allowed = rules.may_correct(stands.state, circulated=stands.circulated_at is not None, text=text)
    if allowed:
        among = copies.values_list("invitation_id", flat=True)
        allowed = rules.may_be_for(audience, named, among=among)
    if allowed and person is not None and person.meeting_id != meeting.pk:
        return rules.missing()
    return allowed


def _tell_readers(made: Correction, meeting: Meeting, *, at: datetime) -> None:
    """Write to those who have a copy and may read what was added."""
    piece = rules.Piece(made.audience, frozenset(made.named), made.person_id)
    for copy in Copy.objects.filter(meeting=meeting).select_related("invitation__agency"):
        told = set(copy.invitation.shown.values_list("person_id", flat=True))
        if rules.goes_to(piece, invitation=copy.invitation_id, told=told):
            tell(copy.invitation, meeting, at=at, template="round_table_minutes")


@transaction.atomic
def take_out(*, by: Actor, at: datetime, meeting: Meeting) -> Minutes | Copy | Refused:
    """The PDF: the hub's whole, or the agency's copy; that it was taken out is in the ledger."""
    allowed: Verdict = may(by, VIEW)
    found: Minutes | Copy | None = (
        Copy.objects.filter(meeting=meeting, agency__key=by.agency).first()
        if by.role == "researcher"
        else Minutes.objects.filter(meeting=meeting).first()
    )
    if allowed and found is None:
        allowed = rules.missing()
    if isinstance(allowed, Refused) or found is None:
        why = allowed if isinstance(allowed, Refused) else rules.missing()
        return no(meeting, why, by=by, at=at, permission=VIEW)
    append(events.TAKEN_OUT, by=by, at=at, about=refs(meeting), payload={"sha256": found.sha256})
    return found

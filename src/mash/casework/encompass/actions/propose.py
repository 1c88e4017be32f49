"""A notice is proposed as a contact arrives, or by hand for a child whom nobody proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mash.casework.encompass import events, rules
from mash.casework.encompass.models import Notice
from mash.casework.encompass.permissions import WORK
from mash.casework.intake.models import Contact
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Subject
from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency, Hub
from mash.registers.clocks.errors import UnknownCalendarError
from mash.registers.clocks.queries import calendar_for
from mash.registers.clocks.rules.calendar import Calendar
from mash.registers.people.rules import Said

_KINDS: Final = frozenset({"police-notification", "update"})


def calendar_of_schools(at: datetime) -> Calendar:
    """The calendar `schools` with a hub's holidays, or weekdays where nobody recorded one."""
    try:
        return calendar_for(rules.SCHOOLS.key, at=at)
    except UnknownCalendarError:
        return rules.SCHOOLS


def schools_of(hub: Hub) -> list[Agency]:
    """The schools and nurseries that work with a hub, by name."""
    return list(Agency.objects.filter(hubs=hub, kind__in=rules.SCHOOL_KINDS).order_by("name"))


def propose_for(contacts: Sequence[Contact], by: Actor, at: datetime) -> None:
    """Called in the receiving transaction: propose to tell the school of each child of a bulk contact about domestic abuse.

    Nothing is asked of the database for any other contact. Nothing is proposed of a child of whom it was in the same incident.
    """
    for contact in contacts:
        _propose(contact, by, at)


def _propose(contact: Contact, by: Actor, at: datetime) -> None:
    if contact.channel != "bulk" or contact.kind not in _KINDS:
        return
    if not rules.tells_of_domestic_abuse(contact.content, contact.concern_types):
        return
    matter = contact.matter
    subjects = list(Subject.objects.filter(matter=matter).select_related("record"))
    named = str((contact.content.get("police") or {}).get("school", ""))
    children = [one for one in subjects if rules.goes_to_school(cast("Said", one.record.said), at.date())]
    earlier = _of_the_incident(contact) if children and contact.incident else []
    children = [
        one
        for one in children
        if not any(rules.same_child(cast("Said", one.record.said), other) for other in earlier)
    ]
    schools = [(one.pk, one.name) for one in schools_of(matter.hub)] if children else []
    for child in children:
        said = cast("Said", child.record.said)
        # What stands of the child itself goes before what was said of the incident.
        name = str(said.get("school") or named)
        _make(contact, child, school=rules.school_named(name, schools), how="sent", named=name, by=by, at=at)


def _of_the_incident(contact: Contact) -> list[Said]:
    """The children of whom notices were proposed in a contact's incident, whatever became of these."""
    found = Notice.objects.filter(hub=contact.matter.hub_id, incident=contact.incident)
    return [cast("Said", one.subject.record.said) for one in found.select_related("subject__record")]


def _make(
    contact: Contact, child: Subject, *, school: int | None, how: str, named: str, by: Actor, at: datetime
) -> Notice:
    made = Notice.objects.create(
        matter_id=contact.matter_id,
        subject=child,
        contact=contact,
        incident=contact.incident,
        hub_id=contact.matter.hub_id,
        school_id=school,
        how=how if school else "",
        named=named[:200],
        due_at=rules.due_by(at, calendar_of_schools(at)),
        proposed_by=str(by),
        proposed_at=at,
    )
    append(
        events.PROPOSED,
        by=by,
        at=at,
        about=[made.notice_ref, Ref("matter", contact.matter.ref)],
        payload={
            "notice": made.ref,
            "school": made.school.key if made.school else "",
            "due": made.due_at.isoformat(),
        },
    )
    return made


@transaction.atomic
def propose_by_hand(
    *, by: Actor, at: datetime, contact: Contact, child: Subject, school: Agency | None = None
) -> Notice | Refused:
    """Propose a notice for a child of a contact; the one that is open where there is one.

    Of one that was withdrawn, or was not sent, a new one is made: what was decided stays as it was decided.
    """
    allowed: Verdict = may(by, WORK)
    if allowed and not works_on(contact.matter):
        allowed = read_only()
    if allowed and child.matter_id != contact.matter_id:
        allowed = Refused("encompass:no-child", _("Choose a child of this case."))
    if not allowed:
        return refuse(WORK, allowed, by=by, at=at, about=[Ref("matter", contact.matter.ref)])
    found = Notice.objects.filter(contact=contact, subject=child, state__in=Notice.OPEN).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(
                contact,
                child,
                school=school.pk if school else None,
                how="picked",
                named=school.name if school else "",
                by=by,
                at=at,
            )
    except IntegrityError:
        return Notice.objects.get(contact=contact, subject=child, state__in=Notice.OPEN)

"""Call a meeting, invite to it, say who comes, move it, call it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.holding import move as move_row
from mash.casework.matters.models import Matter, Subject
from mash.casework.roundtables import events, people, rules
from mash.casework.roundtables.actions.common import (
    ANSWER,
    CALL,
    fresh,
    hold,
    hold_part,
    no,
    note,
    own,
    refs,
    tell,
)
from mash.casework.roundtables.models import Invitation, Meeting, Person, Shown
from mash.casework.roundtables.queries import invited
from mash.casework.roundtables.rules import Called
from mash.casework.sharing import deciding, ports
from mash.casework.sharing.actions.share import record_share
from mash.casework.sharing.models import Openness
from mash.casework.sharing.rules import may_request
from mash.foundation.kernel import Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.models import User
from mash.registers.accounts.rules import may
from mash.registers.agencies.models import Agency
from mash.registers.agreements.words import Names


@transaction.atomic
def call(
    *,
    by: Actor,
    at: datetime,
    matter: Matter,
    said: Called,
    chair: User,
    minute_taker: User,
    agencies: Sequence[Agency] = (),
    users: Sequence[User] = (),
) -> Meeting | Refused:
    """Call a meeting on a matter, and invite these agencies and people of the hub.

    The same call twice (same kind, time and reason by the same person) is one meeting. All or none: where one of those
    invited may not be, nobody is invited and nothing is called.
    """
    about = [Ref("matter", matter.ref)]
    allowed: Verdict = may(by, CALL)
    if allowed and not works_on(matter):
        allowed = read_only()
    if allowed:
        kinds = {one.code for one in people.kinds_for(matter.desk.population, at=at)}
        allowed = rules.may_call(said, kinds=kinds, at=at)
    if allowed:
        allowed = _may_hold_it(said.kind, matter, chair, minute_taker, at=at)
    if isinstance(allowed, Refused):
        return refuse(CALL, allowed, by=by, at=at, about=about)
    there = _there(matter, said, by=by)
    if there is not None:
        return there
    kind = people.kind_of(said.kind, at=at)
    found = list(Subject.objects.filter(matter=matter, pk__in=said.people).order_by("place", "pk"))
    if len(found) != len(set(said.people)):
        return refuse(CALL, rules.missing(), by=by, at=at, about=about)
    made = Meeting.objects.create(
        matter=matter,
        hub=matter.hub,
        desk=matter.desk,
        kind=said.kind,
        seats=list(people.quorum_of(kind, matter.desk, at=at)) if kind else [],
        why=said.why,
        meets_at=said.meets_at,
        how=said.how,
        place=said.place,
        chair=chair,
        chair_name=chair.name,
        minute_taker=minute_taker,
        minute_taker_name=minute_taker.name,
        called_at=at,
        by=str(by),
        by_name=by.name,
    )
    Person.objects.bulk_create(Person(matter=matter, meeting=made, subject=one) for one in found)
    note(made, "called", by=by, at=at)
    append(
        events.CALLED,
        by=by,
        at=at,
        about=refs(made),
        payload={"kind": made.kind, "people": len(found), "meets": made.meets_at.isoformat()},
    )
    wanted: list[Agency | User] = [chair, minute_taker, *users, *agencies]
    for one in dict.fromkeys(wanted):
        done = (
            _invite_agency(made, one, found, by=by, at=at)
            if isinstance(one, Agency)
            else invite_user(made, one, by=by, at=at)
        )
        if isinstance(done, Refused):
            transaction.set_rollback(True)
            return done
    return made


def _may_hold_it(kind: str, matter: Matter, chair: User, minute_taker: User, *, at: datetime) -> Verdict:
    allowed = people.may_sit(chair, matter, at=at)
    if allowed:
        roles = [one.role for one in people.held_by(chair, matter.hub, at=at)]
        allowed = rules.may_chair(roles, chairs=people.listed(people.kind_of(kind, at=at), "chairs"))
    return people.may_sit(minute_taker, matter, at=at) if allowed else allowed


def _there(matter: Matter, said: Called, *, by: Actor) -> Meeting | None:
    """The same meeting, called by the same person before: the button was pressed twice."""
    return Meeting.objects.filter(
        matter=matter, kind=said.kind, meets_at=said.meets_at, why=said.why, by=str(by), state="called"
    ).first()


@transaction.atomic
def invite(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    agency: Agency | None = None,
    user: User | None = None,
    persons: Sequence[Person] = (),
) -> Invitation | Refused:
    """Invite one more: an agency about these persons of the meeting, or somebody of the hub."""
    held = hold(meeting, by=by, at=at, permission=CALL)
    if isinstance(held, Refused):
        return held
    allowed = rules.is_open(held.state)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=CALL)
    if user is not None:
        return invite_user(held, user, by=by, at=at)
    if agency is None or not persons:
        return no(held, rules.missing(), by=by, at=at, permission=CALL)
    chosen = Subject.objects.filter(pk__in=[one.subject_id for one in persons], matter_id=held.matter_id)
    return _invite_agency(held, agency, list(chosen), by=by, at=at)


def invite_user(meeting: Meeting, user: User, *, by: Actor, at: datetime) -> Invitation | Refused:
    """Invite somebody of the hub to a meeting that is held, once."""
    allowed = people.may_sit(user, meeting.matter, at=at)
    if allowed and rules.is_about(user.name, people.names_at(meeting)):
        allowed = rules.about_themself()
    if isinstance(allowed, Refused):
        return no(meeting, allowed, by=by, at=at, permission=CALL)
    found, new = Invitation.objects.get_or_create(
        meeting=meeting,
        user=user,
        defaults={
            "matter_id": meeting.matter_id,
            "name": user.name,
            "seat": people.seat_of_user(user, meeting.matter, at=at),
            "invited_at": at,
            "by_name": by.name,
        },
    )
    if new:
        append(events.INVITED_WITHIN, by=by, at=at, about=refs(meeting))
        tell(found, meeting, at=at)
    return found


def _invite_agency(
    meeting: Meeting,
    agency: Agency,
    subjects: Sequence[Subject],
    *,
    by: Actor,
    at: datetime,
) -> Invitation | Refused:
    """It is told who the meeting is about: that is asked of the agreements in force, as asking it is.

    Below reasonable cause it is told once it is recorded whether the family or adult knows, as a request is: the latest
    that was recorded on the case (`sharing.rules.may_request`).
    """
    there = Invitation.objects.filter(meeting=meeting, agency=agency, withdrawn_at__isnull=True).first()
    if there is not None:
        return there
    matter = meeting.matter
    kind = people.kind_of(meeting.kind, at=at)
    ground = str(kind.attributes.get("ground", "")) if kind else ""
    said = Openness.objects.filter(matter=matter).order_by("at", "pk").last()
    open_enough = may_request(
        ground=ground,
        openness=said.basis if said else None,
        reason=said.reason if said else "",
        named_worker=bool(said and said.by_name),
    )
    if isinstance(open_enough, Refused):
        return refuse(CALL, open_enough, by=by, at=at, about=[*refs(meeting), Ref("agency", agency.key)])
    known = list(
        Subject.objects.filter(pk__in=[one.pk for one in subjects]).select_related("record", "person")
    )
    decided = deciding.asking(
        by=by,
        at=at,
        matter=matter,
        agency=agency,
        about=deciding.populations(known, matter, at=at),
        ground=ground,
        restricted=ports.is_restricted(known),
    )
    allowed = decided.verdict(Names.read(at=at))
    if isinstance(allowed, Refused):
        return refuse(CALL, allowed, by=by, at=at, about=[*refs(meeting), Ref("agency", agency.key)])
    made = Invitation.objects.create(
        matter=matter,
        meeting=meeting,
        agency=agency,
        name=agency.name,
        seat=people.seat_of_agency(agency, matter, at=at),
        invited_at=at,
        by_name=by.name,
    )
    by_subject = {one.subject_id: one for one in meeting.persons.all()}
    for one in known:
        Shown.objects.create(
            matter=matter,
            meeting=meeting,
            invitation=made,
            person=by_subject[one.pk],
            given=people.identifiers(one),
        )
    record_share(by=by, at=at, matter=matter, decided=decided)
    append(
        events.INVITED,
        by=by,
        at=at,
        about=[
            *refs(meeting),
            Ref("agency", agency.key),
            *(Ref("person", one.person.public_id) for one in known if one.person),
        ],
        payload={"agency": agency.key, "people": len(known), "clauses": decided.named},
    )
    tell(made, meeting, at=at)
    return made


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, meeting: Meeting, invitation: Invitation) -> Invitation | Refused:
    """Take an agency's invitation back: from then on it sees nothing of the meeting. That it was invited stays."""
    held = hold(meeting, by=by, at=at, permission=CALL)
    if isinstance(held, Refused):
        return held
    allowed = rules.is_open(held.state)
    found = Invitation.objects.select_related("agency").filter(pk=invitation.pk, meeting=held).first()
    if allowed and (found is None or found.agency is None or found.withdrawn_at is not None):
        allowed = rules.missing()
    if allowed and found is not None:
        allowed = rules.may_uninvite(came=found.came)
    if isinstance(allowed, Refused) or found is None or found.agency is None:
        why = allowed if isinstance(allowed, Refused) else rules.missing()
        return no(held, why, by=by, at=at, permission=CALL)
    move_row(found, withdrawn_at=at)
    append(
        events.UNINVITED,
        by=by,
        at=at,
        about=[*refs(held), Ref("agency", found.agency.key)],
        payload={"agency": found.agency.key},
    )
    return found


@transaction.atomic
def answer(
    *,
    by: Actor,
    at: datetime,
    invitation: Invitation,
    says: str,
    substitute: str = "",
    contribution: str = "",
    version: int | None = None,
) -> Invitation | Refused:
    """Say whether one comes: those invited for themselves, or the hub's people for them, as they were told.

    What was contributed in writing stays where none is typed; what the hub takes down for them is added to it. The same
    answer twice is one.
    """
    meeting = invitation.meeting
    held = hold_part(
        Invitation.objects.all(),
        invitation,
        meeting=meeting,
        by=by,
        at=at,
        permission=ANSWER,
        version=None,
    )
    if isinstance(held, Refused):
        return held
    contribution = rules.contributed(
        held.contribution, contribution, taken_down_by="" if own(held, by) else by.name
    )
    said = (says, substitute.strip(), contribution, by.name)
    if (held.says, held.substitute, held.contribution, held.answered_by_name) == said:
        return held
    if version not in {None, held.version}:
        return no(meeting, rules.changed(), by=by, at=at, permission=ANSWER)
    names = [str(one.given.get("name", "")) for one in held.shown.all()]
    allowed = rules.may_answer(
        fresh(meeting).state,
        says=says,
        substitute=substitute,
        contribution=contribution,
        withdrawn=held.withdrawn_at is not None,
        people=names if by.role == "researcher" else people.names_at(meeting),
    )
    # Somebody of the hub answers for themself, or for whoever rang: never one agency for another.
    if allowed and by.role in {"researcher", "practitioner"} and not own(held, by):
        allowed = rules.missing()
    if isinstance(allowed, Refused):
        return no(meeting, allowed, by=by, at=at, permission=ANSWER)
    move_row(
        held,
        says=says,
        substitute=substitute.strip(),
        contribution=contribution,
        answered_at=at,
        answered_by_name=by.name,
    )
    append(events.ANSWERED, by=by, at=at, about=refs(meeting), payload={"says": says, "seat": held.seat})
    return held


@transaction.atomic
def move(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    meets_at: datetime,
    how: str,
    place: str,
    reason: str,
    version: int | None = None,
) -> Meeting | Refused:
    """Set it for another time or place, with a reason; everybody invited is told and says again whether they come."""
    held = hold(meeting, by=by, at=at, permission=CALL, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_move(held.state, reason=reason)
    if allowed:
        allowed = rules.may_be_then(meets_at, at=at)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=CALL)
    was, held_then = held.meets_at, meets_at != held.meets_at
    move_row(held, meets_at=meets_at, how=how, place=place)
    note(held, "moved", by=by, at=at, text=reason)
    append(
        events.MOVED,
        by=by,
        at=at,
        about=refs(held),
        payload={"from": was.isoformat(), "to": meets_at.isoformat()},
    )
    for one in invited(held):
        if held_then and one.says in {"comes", "phone", "cannot"}:
            move_row(one, says="", answered_at=None)
        tell(one, held, at=at)
    return held


@transaction.atomic
def call_off(
    *, by: Actor, at: datetime, meeting: Meeting, reason: str, version: int | None = None
) -> Meeting | Refused:
    """Call it off, with a reason; everybody invited is told."""
    held = hold(meeting, by=by, at=at, permission=CALL, version=version)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_move(held.state, reason=reason)
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=CALL)
    move_row(held, state="off", off_reason=reason, ended_at=at)
    note(held, "off", by=by, at=at, text=reason)
    append(events.CALLED_OFF, by=by, at=at, about=refs(held))
    for one in invited(held):
        tell(one, held, at=at)
    return held

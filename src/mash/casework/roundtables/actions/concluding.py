"""What comes of it: the decision for each person, and who does what by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from mash.casework.cases.models import Decision
from mash.casework.matters.holding import move as move_row
from mash.casework.roundtables import events, rules, times
from mash.casework.roundtables.actions.common import ANSWER, WRITE, hold, hold_part, no, refs
from mash.casework.roundtables.models import Action, Invitation, Meeting, Outcome, Person
from mash.casework.sharing.actions.telling import tell_agency
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append
from mash.foundation.outbox.actions import queue_message
from mash.foundation.visibility import as_service
from mash.registers.agencies.models import Agency

LINK = "/round-tables/actions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who tells the family or the adult and how safely, what if the plan fails, and when it is looked at again.

    `none_yet` says why nothing is decided yet, where no decision is pointed to.
    """

    tells: str
    safely: str
    contingency: str
    review_on: date | None = None
    none_yet: str = ""


@transaction.atomic
def conclude(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    person: Person,
    decision: Decision | None,
    plan: Plan,
    upheld: bool = False,
) -> Outcome | Refused:
    """Say that this decision of the case is the table's for this person. The decision itself is made on the case.

    One of before the meeting is `upheld`. Without one the plan says why there is none yet, and when it is looked at
    again. Pointed at twice it is one.
    """
    held = hold(meeting, by=by, at=at, permission=WRITE)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_conclude(
        held.state,
        decided_at=decision.at if decision else None,
        began_at=held.began_at,
        tells=plan.tells,
        safely=plan.safely,
        contingency=plan.contingency,
        upheld=upheld,
        none_yet=plan.none_yet,
        review_on=plan.review_on,
    )
    theirs = decision is None or (
        decision.matter_id == held.matter_id and decision.subject_id == person.subject_id
    )
    if allowed and not (person.meeting_id == held.pk and theirs):
        allowed = rules.missing()
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=WRITE)
    none_yet = plan.none_yet if decision is None else ""
    there = Outcome.objects.filter(
        meeting=held, person=person, decision=decision, none_yet=none_yet, review_on=plan.review_on
    ).first()
    if there is None and decision is not None:
        there = Outcome.objects.filter(meeting=held, decision=decision).first()
    if there is not None:
        return there
    made = Outcome.objects.create(
        matter_id=held.matter_id,
        meeting=held,
        person=person,
        decision=decision,
        none_yet=none_yet,
        tells=plan.tells.strip(),
        safely=plan.safely,
        contingency=plan.contingency,
        review_on=plan.review_on,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    append(
        events.CONCLUDED,
        by=by,
        at=at,
        about=refs(held),
        payload={
            "route": decision.route if decision else "",
            "decision": decision.pk if decision else None,
            "upheld": bool(decision and held.began_at and decision.at < held.began_at),
        },
    )
    return made


@transaction.atomic
def give(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    owner: str,
    what: str,
    due_on: date,
    agency: Agency | None = None,
) -> Action | Refused:
    """Give an action to a person or post of an invited agency, or of the hub where `agency` is none."""
    held = hold(meeting, by=by, at=at, permission=WRITE)
    if isinstance(held, Refused):
        return held
    allowed = rules.may_give(held.state, owner=owner, what=what, due_on=due_on, today=times.today(at))
    if (
        allowed
        and agency is not None
        and not Invitation.objects.filter(meeting=held, agency=agency, withdrawn_at__isnull=True).exists()
    ):
        allowed = rules.missing()
    if isinstance(allowed, Refused):
        return no(held, allowed, by=by, at=at, permission=WRITE)
    there = Action.objects.filter(meeting=held, agency=agency, owner=owner.strip(), what=what, due_on=due_on)
    found = there.first()
    if found is not None:
        return found
    made = Action.objects.create(
        matter_id=held.matter_id,
        meeting=held,
        agency=agency,
        hub_id=held.hub_id,
        owner=owner.strip(),
        what=what,
        due_on=due_on,
        by_name=by.name,
        at=at,
    )
    append(
        events.GIVEN,
        by=by,
        at=at,
        about=refs(held),
        payload={"agency": agency.key if agency else "", "due": due_on.isoformat()},
    )
    if agency is not None:
        tell_agency(agency, template="round_table_action", reference=held.ref, link=LINK, at=at)
    return made


@transaction.atomic
def finish(
    *, by: Actor, at: datetime, action: Action, evidence: str, version: int | None = None
) -> Action | Refused:
    """Say that it is done, and how that can be seen: whoever owns it, or the hub. Said twice alike it is said once.

    A chase moves the version on and changes nothing of what is said here: who passes none is not refused for it.
    """
    held = hold_part(
        Action.objects.all(), action, meeting=action.meeting, by=by, at=at, permission=ANSWER, version=None
    )
    if isinstance(held, Refused):
        return held
    if held.done_at is not None and (held.evidence, held.done_by_name) == (evidence, by.name):
        return held
    if version not in {None, held.version}:
        return no(action.meeting, rules.changed(), by=by, at=at, permission=ANSWER)
    allowed = rules.may_finish(done=held.done_at is not None, evidence=evidence)
    if isinstance(allowed, Refused):
        return no(action.meeting, allowed, by=by, at=at, permission=ANSWER)
    move_row(held, done_at=at, done_by_name=by.name, evidence=evidence)
    late = held.due_on < times.today(at)
    append(events.DONE, by=by, at=at, about=refs(action.meeting), payload={"late": late})
    return held


def to_chase(*, at: datetime, limit: int = 200) -> list[int]:
    """The numbers of overdue actions that were not chased within the time that the list round-table-time gives."""
    with as_service("roundtables"):
        found = Action.objects.filter(done_at__isnull=True, due_on__lt=times.today(at)).select_related(
            "meeting__desk"
        )
        rows = [
            one.pk
            for one in found.order_by("due_on", "pk")[: limit * 5]
            if one.chased_at is None or times.due("chase", one.meeting.desk, started=one.chased_at) <= at
        ]
    return rows[:limit]


@transaction.atomic
def chase(*, by: Actor, at: datetime, number: int) -> bool:
    """Write once more about one overdue action, with its meeting's reference and no word of it. False where it is done."""
    with as_service("roundtables"):
        held = (
            Action.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk=number, done_at__isnull=True, due_on__lt=times.today(at))
            .first()
        )
        if held is None:
            return False
        meeting = Meeting.objects.select_related("chair", "minute_taker", "desk").get(pk=held.meeting_id)
        if held.chased_at is not None and times.due("chase", meeting.desk, started=held.chased_at) > at:
            return False
        move_row(held, chased_at=at)
        agency = Agency.objects.filter(pk=held.agency_id or 0).first()
        append(
            events.CHASED,
            by=by,
            at=at,
            about=refs(meeting),
            payload={"agency": agency.key if agency else ""},
        )
        if agency is not None:
            tell_agency(agency, template="round_table_action", reference=meeting.ref, link=LINK, at=at)
        else:
            for one in dict.fromkeys([meeting.chair.email, meeting.minute_taker.email]):
                queue_message(
                    to=one,
                    channel="email",
                    template="round_table_action",
                    reference=meeting.ref,
                    link=LINK,
                    at=at,
                )
    return True

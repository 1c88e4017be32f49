"""Begin a pathway: from a decision, by itself, or as it was begun elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from mash.casework.cases.actions.decide import decider_of
from mash.casework.cases.models import Case, Decision
from mash.casework.cases.rules import floor
from mash.casework.matters.actions import read_only, works_on
from mash.casework.matters.models import Subject
from mash.casework.pathways import events, rules
from mash.casework.pathways.actions import clocks
from mash.casework.pathways.actions.common import WORK, refs, registration_of
from mash.casework.pathways.models import Pathway, Step
from mash.casework.pathways.queries import age_of
from mash.casework.pathways.workflow import KINDS, Start, kind_for_route
from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.foundation.outbox.actions import publish
from mash.registers.accounts.rules import may


@transaction.atomic
def begin(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    subject: Subject,
    kind: str,
    decision: Decision | None = None,
    where: str = "hub",
    who: str = "",
    began_at: datetime | None = None,
) -> Pathway | Refused:
    """Begin a pathway of a kind for somebody in a case; asked twice it is one.

    A section 47 enquiry that begins here, and not by a decision that stands or elsewhere, is a registered social worker's to begin.
    `where` is a code of the list pathway-begun-where; `who` began it there, at `began_at`.
    """
    matter = case.matter
    about = [Ref("matter", matter.ref)]
    allowed: Verdict = may(by, WORK)
    if allowed and not works_on(matter):
        allowed = read_only()
    allowed = allowed and _may_begin(
        by, case, subject, kind, decision=decision, where=where, who=who, began_at=began_at, at=at
    )
    if isinstance(allowed, Refused):
        return refuse(WORK, allowed, by=by, at=at, about=about)
    found = KINDS[kind]
    since = began_at or at
    made = Pathway(
        matter=matter,
        hub=matter.hub,
        desk=case.desk,
        subject=subject,
        decision=decision,
        kind=kind,
        state=found.first,
        began_where=where,
        began_words=who.strip(),
        began_at=since,
        by=str(by),
        by_name=by.name,
        at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return Pathway.objects.select_related("matter").get(subject=subject, kind=kind, ended_at=None)
    first = Step.objects.create(
        matter=matter,
        pathway=made,
        verb="begin",
        target=made.state,
        facts={"since": since.isoformat()},
        by=str(by),
        by_name=by.name,
        by_registration=registration_of(by),
        at=at,
    )
    starts = [Start(clock=one, since="since") for one in found.starts]
    clocks.start(made, first, starts, case=case, at=at)
    made.due_at = clocks.next_due(made)
    made.save(update_fields=["due_at"])
    append(events.BEGAN, by=by, at=at, about=refs(made), payload={"kind": kind, "where": where})
    publish(events.BEGAN.name, at=at, matter=matter.ref)
    return made


def _decided(case: Case, subject: Subject, decision: Decision | None) -> bool:
    """Whether it is decided for this person that the enquiry is made, by as many people as the hub asks for."""
    if decision is None or (decision.matter_id, decision.subject_id) != (case.matter_id, subject.pk):
        return False
    meant = kind_for_route(decision.route)
    confirmed = decision.confirmed_at is not None or not case.matter.hub.two_person_rule
    return meant is not None and meant.key == "s47" and confirmed


def _may_begin(
    by: Actor,
    case: Case,
    subject: Subject,
    kind: str,
    *,
    decision: Decision | None,
    where: str,
    who: str,
    began_at: datetime | None,
    at: datetime,
) -> Verdict:
    known = {one.key for one in rules.kinds_for(age_of(subject, at), case.desk.population)}
    if kind not in known or subject.matter_id != case.matter_id:
        return rules.not_this_kind()
    if where != "hub" and not who.strip():
        return rules.where_elsewhere()
    if began_at is not None and began_at > at:
        return rules.begun_later()
    if kind == "s47" and where == "hub" and not _decided(case, subject, decision):
        return floor("s47", decider_of(by), authority=case.desk.authority.key)
    return ALLOWED

"""Propose and decide: two people, and some days between the second's word and the carrying out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from mash.foundation.kernel import ALLOWED, Actor, Ref, Refused, Verdict
from mash.foundation.ledger import append, refuse
from mash.oversight.retention import events, queries, rules
from mash.oversight.retention.actions.holds import user_of
from mash.oversight.retention.models import Disposal, Due
from mash.registers.accounts.rules import may

DECIDED = [
    "state",
    "decided_by",
    "decided_by_name",
    "decided_by_user",
    "decided_at",
    "decline_reason",
    "due_at",
    "ended_at",
]
PROPOSE, APPROVE = "retention:disposal:propose", "retention:disposal:approve"


@transaction.atomic
def propose(*, by: Actor, at: datetime, ref: str) -> Disposal | Refused:
    """Propose to dispose of what is on the list; what is proposed already is that proposal."""
    allowed = may(by, PROPOSE)
    listed = queries.get_due(ref) if allowed else None
    found = _still_due(ref, at=at) if listed else None
    if allowed and (listed is None or found is None):
        allowed = rules.something_keeps_it()
    if isinstance(allowed, Refused):
        return refuse(PROPOSE, allowed, by=by, at=at, about=[Ref("matter", ref)] if listed else [])
    assert listed is not None and found is not None and found.period and found.until  # noqa: S101, PT018 - as it is due
    # Of two who click at once the second waits here for the first, and is given the first's.
    Due.objects.select_for_update().filter(pk=listed.pk).first()
    standing = queries.under_way().filter(reference=ref).first()
    if standing is not None:
        return standing
    made = Disposal.objects.create(
        matter_id=listed.matter_id,
        hub_id=listed.hub_id,
        reference=ref,
        klass=found.period.code,
        authority=rules.authority_of(found.period),
        keep_until=found.until,
        proposed_by=str(by),
        proposed_by_name=by.name,
        proposed_by_user=user_of(by),
        proposed_at=at,
    )
    payload = {"disposal": made.ref, "class": made.klass, "until": made.keep_until.isoformat()}
    append(events.PROPOSED, by=by, at=at, about=[Ref("matter", ref)], payload=payload)
    return made


def _still_due(ref: str, *, at: datetime) -> rules.Kept | None:
    """How long the case was kept by itself, where it and all that the actor knows of its family is over."""
    found = queries.schedule(ref, at=at)
    return found.own if found is not None and found.due(queries.today(at)) else None


@transaction.atomic
def decide(*, by: Actor, at: datetime, disposal: Disposal, approve: bool, reason: str = "") -> Verdict:
    """Another person approves, and it is carried out some days later; or declines with a reason."""
    held, about = Disposal.objects.get(pk=disposal.pk), [Ref("matter", disposal.reference)]
    allowed = may(by, APPROVE)
    if allowed:
        allowed = rules.may_decide(proposed_by=held.proposed_by_user, by=by.user, state=held.state)
    if allowed and not approve and not reason.strip():
        allowed = rules.no_reason()
    if allowed and approve and not (queries.get_due(held.reference) and _still_due(held.reference, at=at)):
        allowed = rules.something_keeps_it()
    if isinstance(allowed, Refused):
        return refuse(APPROVE, allowed, by=by, at=at, about=about)
    held.decided_by, held.decided_by_name, held.decided_by_user = str(by), by.name, by.user
    held.decided_at = at
    if approve:
        wait = next((one.wait_days for one in queries.periods(at=at) if one.code == held.klass), 7)
        held.state, held.due_at = "approved", at + timedelta(days=wait)
    else:
        held.state, held.ended_at, held.decline_reason = "declined", at, reason.strip()
    held.save(update_fields=DECIDED)
    payload: dict[str, object] = {"disposal": held.ref}
    if held.due_at is not None:
        payload["due"] = held.due_at.isoformat()
    append(events.APPROVED if approve else events.DECLINED, by=by, at=at, about=about, payload=payload)
    return ALLOWED


@transaction.atomic
def stop(*, by: Actor, at: datetime, disposal: Disposal) -> Verdict:
    """Take it back before it is carried out: whoever may approve may stop it."""
    about = [Ref("matter", disposal.reference)]
    allowed = may(by, APPROVE)
    if allowed and not queries.under_way().filter(pk=disposal.pk).update(state="stopped", ended_at=at):
        allowed = Refused("retention:disposal:ended", _("This has ended already."))
    if isinstance(allowed, Refused):
        return refuse(APPROVE, allowed, by=by, at=at, about=about)
    append(events.STOPPED, by=by, at=at, about=about, payload={"disposal": disposal.ref})
    return ALLOWED

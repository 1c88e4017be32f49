"""What a lead makes of a break-glass."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mash.casework.access import events, rules
from mash.casework.access.actions.glass import about
from mash.casework.access.models import BreakGlass
from mash.foundation.kernel import Actor, Refused
from mash.foundation.ledger import append, refuse
from mash.registers.accounts.rules import may

ACTION = "access:glass:review"


@transaction.atomic
def review(*, by: Actor, at: datetime, glass: BreakGlass, verdict: str, reason: str) -> BreakGlass | Refused:
    """Record a verdict with its reason, once; never by whoever used the break-glass."""
    allowed = may(by, ACTION)
    if allowed:
        now = BreakGlass.objects.filter(pk=glass.pk).values_list("reviewed_at", flat=True).first()
        allowed = rules.may_review(
            verdict=verdict,
            reason=reason,
            known=dict(BreakGlass.VERDICTS),
            own=glass.user_id == by.user,
            reviewed=now is not None,
        )
    if not allowed:
        return refuse(ACTION, allowed, by=by, at=at, about=about(glass))
    done = BreakGlass.objects.filter(pk=glass.pk, reviewed_at__isnull=True).update(
        verdict=verdict, verdict_reason=reason, reviewed_by=str(by), reviewed_by_name=by.name, reviewed_at=at
    )
    if not done:  # a colleague was faster
        return refuse(ACTION, rules.reviewed_already(), by=by, at=at, about=about(glass))
    append(events.REVIEWED, by=by, at=at, about=about(glass), payload={"verdict": verdict})
    return BreakGlass.objects.get(pk=glass.pk)

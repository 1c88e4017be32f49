"""What of advice waits for whoever took the question: that it is given, and what was advised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from mash.casework.consultations.models import Consultation
from mash.casework.matters.tasks import Task
from mash.foundation.kernel import Actor, Ref
from mash.registers.accounts.rules import may


def waits_for(by: Actor, at: datetime) -> Iterator[Task]:
    """Questions that the reader took and that still wait: for advice, or for a referral that is late."""
    if not may(by, "consultations:consultation:view"):
        return
    rows = Consultation.objects.filter(by=str(by), state__in=["open", "waiting", "second-look"])
    for one in rows:
        if one.state == "waiting" and (one.due_at is None or one.due_at > at):
            continue
        what = _("Chase a referral that was advised") if one.state == "waiting" else _("Give advice")
        yield Task(
            what=what,
            link=f"/advice/{one.ref}",
            ref=one.ref,
            about=(Ref("consultation", one.ref),),
            since=one.asked_at,
            due=one.due_at,
        )

"""What of requests waits for an agency: its answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from mash.casework.matters.tasks import Task
from mash.casework.sharing.models import Request
from mash.casework.sharing.queries import QUEUES
from mash.foundation.kernel import Actor, Ref


def waits_for(by: Actor, _at: datetime) -> Iterator[Task]:
    """Every request to the reader's agency that has no answer yet."""
    if by.role != "researcher":
        return
    for one in Request.objects.filter(agency__key=by.agency, state__in=QUEUES["open"]):
        yield Task(
            what=_("Answer a request"),
            link=f"/requests/{one.ref}/",
            ref=one.ref,
            about=(Ref("request", one.ref),),
            since=one.sent_at,
            due=one.due_at,
        )

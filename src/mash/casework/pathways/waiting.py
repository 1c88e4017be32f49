"""What of pathways waits for whoever has the case: what has a time, by when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from mash.casework.matters.tasks import Task
from mash.casework.pathways.models import Pathway
from mash.casework.pathways.workflow import KINDS
from mash.foundation.kernel import Actor, Ref


def waits_for(by: Actor, _at: datetime) -> Iterator[Task]:
    """One task a pathway of the reader's own open cases on which a clock runs."""
    if by.user is None:
        return
    found = Pathway.objects.filter(ended_at=None, due_at__isnull=False, matter__case__worker_id=by.user)
    for one in found.select_related("matter").order_by("due_at", "pk"):
        yield Task(
            what=_("Next step: %(kind)s") % {"kind": KINDS[one.kind].title},
            link=f"/cases/{one.matter.ref}/pathways/{one.ref}/",
            ref=one.matter.ref,
            about=(Ref("pathway", one.ref),),
            since=one.at,
            due=one.due_at,
        )

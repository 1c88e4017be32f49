"""What of hand-overs waits: an agency answers what it is offered, the hub's worker what is late or was refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from mash.casework.handover.models import Handover
from mash.casework.handover.rules import side_of
from mash.casework.matters.tasks import Task
from mash.foundation.kernel import Actor, Ref


def waits_for(by: Actor, at: datetime) -> Iterator[Task]:
    """Of a person who was refused nothing waits any more once they are offered again."""
    if side_of(by.role) == "agency":
        found = Handover.objects.filter(agency__key=by.agency, state="offered")
        what = _("Accept or refuse somebody whom a hub hands over")
    else:
        later = Handover.objects.filter(subject=OuterRef("subject"), pk__gt=OuterRef("pk"))
        found = Handover.objects.filter(
            Q(state="offered", due_at__lt=at) | Q(state="refused") & ~Exists(later),
            matter__case__worker_id=by.user or 0,
            matter__case__closed_at=None,
        )
        what = ""
    for one in found.order_by("due_at", "pk"):
        says = _("Offer again whom a team has refused") if one.state == "refused" else _("Chase a hand-over")
        yield Task(
            what=what or says,
            link=f"/handovers/{one.ref}",
            ref=one.ref,
            about=(Ref("hand-over", one.ref),),
            since=one.offered_at,
            due=one.due_at if one.state == "offered" else None,
        )

"""What of disagreements waits for an agency: its say at the step where one stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from mash.casework.disagreements.queries import unheard
from mash.casework.matters.tasks import Task
from mash.foundation.kernel import Actor, Ref


def waits_for(by: Actor, _at: datetime) -> Iterator[Task]:
    """For an agency's researcher; the hub's say waits for the worker who has the case."""
    if by.role != "researcher":
        return
    for one in unheard("agency").filter(agency__key=by.agency):
        yield Task(
            what=_("Say your agency’s view in a disagreement"),
            link=f"/disagreements/{one.ref}",
            ref=one.ref,
            about=(Ref("disagreement", one.ref),),
            since=one.opened_at,
            due=one.due_at,
        )

"""The reader's own open tasks, for the list of all that waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mash.casework.matters.tasks import Task, end_of
from mash.casework.tasks.actions import refs
from mash.casework.tasks.models import Todo
from mash.foundation.kernel import Actor


def waits_for(by: Actor, _at: datetime) -> Iterator[Task]:
    """In their makers' words: who may read the list may read each."""
    if by.user is None:
        return
    for one in Todo.objects.filter(owner_id=by.user, done_at__isnull=True, hub__key=by.hub).select_related(
        "matter"
    ):
        yield Task(
            what=one.what if len(one.what) <= 200 else one.what[:199] + "…",
            link=f"/tasks/{one.ref}",
            ref=one.matter.ref if one.matter else one.ref,
            about=tuple(refs(one)),
            since=one.at,
            due=end_of(one.due_on),
            whole_day=True,
        )

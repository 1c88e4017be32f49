"""Tasks in the demo: some that people at the county's desk gave each other on their cases, one done, one late."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from mash.casework.cases.models import Case
from mash.casework.tasks import actions
from mash.casework.tasks.models import Todo
from mash.demo.county.text import Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting

DESK: Final = "county-children"
KIND: Final = "task"
# What, how many days ago it was given, in how many days from then it is due, and what was done, "" for nothing yet.
ROWS: Final = (
    ("Ring the school: is she in today, and who brought her?", 4, 2, ""),
    ("Ask the health visitor for the date of the last visit.", 3, 1, "She was seen on Monday; the visit is in the answer."),
    ("Find out who else lives at the address.", 1, 3, ""),
)  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet, each on an open case of its own."""
    with acting(Actor.service("tasks"), stage.until):
        if Todo.objects.exists():
            return
    giver, owner = stage.actors[f"screener.{DESK}"], stage.users[f"decider.{DESK}"]
    doer = stage.actors[f"decider.{DESK}"]
    before = stage.until - timedelta(days=5)
    with acting(giver, stage.until):
        cases = list(
            Case.objects.filter(
                desk__key=DESK, closed_at__isnull=True, matter__restriction="open", received_at__lt=before
            )
            .select_related("matter__hub")
            .order_by("-received_at", "pk")[: len(ROWS)]
        )
    for number, (case, (what, ago, days, done)) in enumerate(zip(cases, ROWS, strict=False)):
        at = stage.until - timedelta(days=ago)
        with acting(giver, stage.until):
            story = story_of(case.matter_id)
        text = stage.marks.at(Where(story=story, hub=giver.hub, agency="", by=f"screener.{DESK}"))
        with settled(at=at, send=False), acting(giver, at):
            made = must(
                actions.give(
                    by=giver,
                    at=at,
                    once=f"demo:task:{number}",
                    owner=owner,
                    what=text(KIND, what),
                    due_on=at.date() + timedelta(days=days),
                    matter=case.matter,
                )
            )
        if done:
            later = at + timedelta(hours=3)
            with settled(at=later, send=False), acting(doer, later):
                must(actions.finish(by=doer, at=later, todo=made, text=text(KIND, done)))

"""The county's own standard for children in the demo: a version that ended, the one in force, and a draft to compare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from mash.demo.play import Stage
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor
from mash.foundation.kernel.time import LONDON
from mash.foundation.visibility import acting
from mash.registers.standards import actions
from mash.registers.standards.models import PracticeStandard
from mash.registers.standards.queries import get_version, rows_of

HUB: Final = "county"
MANAGER: Final = "manager.county"
BOARD: Final = ("board.county", "board-police.county", "board-health.county")
FIRST, SECOND, DRAFT = timedelta(days=300), timedelta(days=150), timedelta(days=6)
COMMON: Final = ("county-children", "1")
OWN: Final = "county-hub-children"
WHY: Final = {
    "first": "The county's own from now on. It says what the common standard says.",
    "second": "Green has five working days, so that schools are asked in their own time and not in the holidays.",
    "draft": "Amber has two working days: most that were late waited for one answer. Each child is to be seen or heard, at"
    " every rating, and education sits in each strategy discussion.",
}


def play(*, stage: Stage) -> None:
    """Play what is not there yet: drafted, laid open, approved by the board, in force."""
    with acting(Actor.service("setup"), stage.until):
        if PracticeStandard.objects.filter(hub=HUB).exists():
            return
    _settled(stage, stage.until - FIRST, COMMON, WHY["first"], lambda _draft: {})
    _settled(stage, stage.until - SECOND, (OWN, "1"), WHY["second"], lambda draft: {
        ("timescale", ("decide", "green")): _row(draft, "timescale", ("decide", "green"))
        | {"amount": 5, "basis": "local", "source": "The county's own, agreed with its schools."},
    })  # fmt: skip
    _drafted(stage, stage.until - DRAFT, (OWN, "2"), WHY["draft"], _wishes)


def _wishes(draft: PracticeStandard) -> dict[tuple[str, tuple[str, ...]], dict[str, Any]]:
    return {
        ("timescale", ("decide", "amber")): _row(draft, "timescale", ("decide", "amber"))
        | {"amount": 2, "basis": "local", "source": "The county's own wish, to be tried first."},
        ("minimum", ("decision", "child-seen")): _row(draft, "minimum", ("decision", "child-seen"))
        | {"ratings": []},
        ("quorum", ("strategy-discussion",)): _row(draft, "quorum", ("strategy-discussion",))
        | {"seats": ["social-care", "police", "health", "education"], "basis": "local"},
    }


def _row(draft: PracticeStandard, part: str, key: tuple[str, ...]) -> dict[str, Any]:
    return rows_of(draft, part)[key]


type Changes = Callable[[PracticeStandard], dict[tuple[str, tuple[str, ...]], dict[str, Any]]]


def _drafted(
    stage: Stage, at: datetime, source: tuple[str, str], why: str, changes: Changes
) -> PracticeStandard:
    by, starts = stage.actors[MANAGER], (at + timedelta(days=10)).astimezone(LONDON).date()
    with acting(by, at):
        found = get_version(*source)
        if found is None:
            raise LookupError(source)
        draft = must(actions.draft_next(by=by, at=at, standard=found, hub=HUB, starts=starts))
        head = {"title": draft.title, "why": why, "source": draft.source, "valid_from": starts}
        draft = must(actions.set_head(by=by, at=at, standard=draft, said=head))
        for (part, key), said in changes(draft).items():
            must(actions.set_line(by=by, at=at, standard=draft, part=part, key=key, said=said))
    return draft


def _settled(stage: Stage, at: datetime, source: tuple[str, str], why: str, changes: Changes) -> None:
    draft = _drafted(stage, at, source, why, changes)
    manager = stage.actors[MANAGER]
    with acting(manager, at + timedelta(days=1)):
        users = [stage.users[one].pk for one in BOARD]
        must(actions.lay_open(by=manager, at=at + timedelta(days=1), standard=draft, users=users))
    for number, one in enumerate(BOARD, 2):
        by, when = stage.actors[one], at + timedelta(days=number)
        with acting(by, when):
            must(actions.judge(by=by, at=when, standard=draft, verdict="approved"))
    when = at + timedelta(days=6)
    with acting(manager, when):
        must(actions.bring_into_force(by=manager, at=when, standard=draft, starts=draft.valid_from))

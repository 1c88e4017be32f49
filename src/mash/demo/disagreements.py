"""Disagreements in the demo: one that the clock moved up, one settled at its second step, one of this morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from mash.casework.disagreements import actions
from mash.casework.disagreements.models import Disagreement
from mash.casework.disagreements.queries import get
from mash.casework.disagreements.rules import Said
from mash.casework.sharing.models import Request
from mash.casework.sharing.queries import get_request
from mash.demo.county.text import Text, Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor, seeded
from mash.foundation.visibility import acting

DESK: Final = "county-children"
HUB: Final = f"screener.{DESK}"
KIND: Final = "disagreement"


@dataclass(frozen=True, slots=True)
class Row:
    """One disagreement: how long before the year's end, by whom, about what, and what becomes of it."""

    before: timedelta
    side: str
    kind: str
    what: str
    instead: str
    ends: str = ""
    urgent: bool = False


ROWS: Final = (
    Row(timedelta(days=6), "hub", "missing-answer",
        "The answer says that something is held and nothing of what it is. We cannot decide on that.",
        "The dates and what was seen at each, as the schedule says.", ends="clock"),
    Row(timedelta(days=5), "agency", "decision",
        "You treat this as early help. We have told you of three calls to the house in a month.",
        "A strategy discussion with us in it.", ends="settled"),
    Row(timedelta(hours=3), "agency", "hub-did-not-share",
        "Our worker goes to the house today and was not told whether anybody there is violent.",
        "A call back before noon.", urgent=True),
)  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet, each about a request of its own."""
    with acting(Actor.service("disagreements"), stage.until):
        if Disagreement.objects.exists():
            return
    used: set[str] = set()
    for number, row in enumerate(ROWS):
        ref = _request(row, stage, used)
        if ref:
            used.add(ref)
            with seeded(Random(f"{stage.seed}:disagreement:{number}")):
                _play(row, ref, stage)


def _request(row: Row, stage: Stage, used: set[str]) -> str:
    """The newest request sent a day before that both sides see; "" where a young county has none."""
    with acting(stage.actors[HUB], stage.until):
        found = list(
            Request.objects.filter(
                asked_by_desk=DESK,
                matter__restriction="open",
                sent_at__lt=stage.until - row.before - timedelta(hours=20),
            )
            .exclude(ref__in=used)
            .order_by("-sent_at", "pk")
            .values_list("ref", "agency__key")[:50]
        )
    for ref, agency in found:
        by = stage.actors.get(f"researcher.{agency}")
        if by is None:
            continue
        with acting(by, stage.until):
            if Request.objects.filter(ref=ref).exists():
                return str(ref)
    return ""


def _now(made: Disagreement) -> Disagreement:
    found = get(made.ref)
    if found is None:
        message = "what was just recorded is not seen"
        raise LookupError(message)
    return found


def _play(row: Row, ref: str, stage: Stage) -> None:
    hub, at = stage.actors[HUB], stage.until - row.before
    with acting(hub, stage.until):
        asked = get_request(ref)
        agency, story = asked.agency.key, story_of(asked.matter_id)
    them = stage.actors[f"researcher.{agency}"]
    text = stage.marks.at(Where(story=story, hub=hub.hub, agency=agency, by=HUB))
    by = hub if row.side == "hub" else them
    with settled(at=at, send=False), acting(by, at):
        said = Said(
            kind=row.kind, what=text(KIND, row.what), instead=text(KIND, row.instead), urgent=row.urgent
        )
        made = must(actions.open_about_request(by=by, at=at, request=get_request(ref), said=said))
    if row.ends == "settled":
        _settled(made, hub, them, at, text)
    elif row.ends == "clock":
        _climbs(made, stage)


def _settled(made: Disagreement, hub: Actor, them: Actor, at: datetime, text: Text) -> None:
    """The hub says its view, the agency moves it up, and they settle it at the second step within the hour."""
    later = at + timedelta(hours=1)
    view = text(KIND, "Two of the calls were about a neighbour. We had not seen the third when we decided.")
    with settled(at=later, send=False), acting(hub, later):
        must(actions.say(by=hub, at=later, disagreement=_now(made), text=view, took_part="The two workers"))
    later += timedelta(minutes=20)
    why = text(KIND, "The third is the one that matters.")
    with settled(at=later, send=False), acting(them, later):
        must(actions.move_up(by=them, at=later, disagreement=_now(made), reason=why))
    later += timedelta(minutes=40)
    end = text(KIND, "A strategy discussion is held, with the police in it.")
    with settled(at=later, send=False), acting(hub, later):
        must(actions.settle(by=hub, at=later, disagreement=_now(made), outcome="changed", text=end))


def _climbs(made: Disagreement, stage: Stage) -> None:
    """Each time that a step's time is over within the year."""
    service = Actor.service("disagreements")
    for _step in range(made.last_step):
        with acting(service, stage.until):
            due = Disagreement.objects.get(pk=made.pk).climbs_at
        if due is None or due > stage.until:
            return
        with settled(at=due, send=False), acting(service, due):
            actions.climb(by=service, at=due, number=made.pk)

"""Hand-overs in the demo: one accepted, one refused and offered again, one late, one of this morning, one to another area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mash.casework.cases.models import Case, Decision
from mash.casework.handover import actions
from mash.casework.handover.models import Handover
from mash.casework.handover.rules import Answer
from mash.casework.sharing.models import Request
from mash.demo.county.text import Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Agency

DESK: Final = "county-children"
KIND: Final = "hand-over"
LONG_AGO: Final = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Row:
    """One hand-over: how long before the year's end it is offered, what is asked, and how it is answered hours later."""

    before: timedelta
    asks: str
    ends: str = ""
    words: str = ""
    away: str = ""


ROWS: Final = (
    Row(timedelta(days=6), "Visit within the week, see each child alone, and say what help would be taken.", "accepted"),
    Row(timedelta(days=5), "A course for the parents, and somebody who goes there with them.", "refused",
        "We have no place before the summer, and this cannot wait so long."),
    Row(timedelta(days=8), "Weigh the baby at home, and see how feeding goes."),
    Row(timedelta(hours=2), "Somebody at school whom she can come to, and how she is each week."),
    Row(timedelta(days=4), "The family moved to you on Monday. The children are found with you: please act.",
        "accepted", away="The city’s children’s front door"),
)  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet, each about somebody decided of an open case of its own."""
    with acting(stage.actors[f"manager.{DESK.partition('-')[0]}"], stage.until):
        if Handover.objects.exists():
            return
    used: set[int] = set()
    for row in ROWS:
        found = _decided(row, stage, used)
        if found is not None:
            used.add(found[0].pk)
            _play(row, *found, stage)


def _decided(row: Row, stage: Stage, used: set[int]) -> tuple[Case, Decision, Agency] | None:
    """An open case decided before the row's time, and an agency that was asked about the person; None in a young county."""
    hub, at = stage.actors[f"decider.{DESK}"], stage.until - row.before
    with acting(hub, stage.until):
        cases = Case.objects.filter(
            desk__key=DESK, closed_at__isnull=True, matter__restriction="open", state="decided"
        ).exclude(pk__in=used)
        for case in cases.select_related("matter__hub", "matter__desk").order_by("-received_at", "pk")[:40]:
            made = Decision.objects.filter(matter=case.matter, at__lt=at).select_related("subject").last()
            if made is None or made.subject.person_id is None:
                continue
            asked = Request.objects.filter(
                matter=case.matter, subjects__subject=made.subject, sent_at__lt=at
            ).select_related("agency")
            for one in asked.order_by("pk"):
                if f"researcher.{one.agency.key}" in stage.actors:
                    return case, made, one.agency
    return None


def _play(row: Row, case: Case, made: Decision, agency: Agency, stage: Stage) -> None:
    hub, at = stage.actors[f"decider.{DESK}"], stage.until - row.before
    with acting(hub, stage.until):
        story = story_of(case.matter_id)
    text = stage.marks.at(
        Where(story=story, hub=hub.hub, agency="" if row.away else agency.key, by=f"decider.{DESK}")
    )
    offer = actions.Offer(asks=text(KIND, row.asks), agency=None if row.away else agency, authority=row.away)
    with settled(at=at, send=False), acting(hub, at):
        offered = must(actions.offer(by=hub, at=at, case=case, subject=made.subject, said=offer))
    if not row.ends:
        return
    later = at + timedelta(hours=3)
    by: Actor = hub if row.away else stage.actors[f"researcher.{agency.key}"]
    said = Answer(
        accepts=row.ends == "accepted",
        worker="The duty worker of the team",
        reach="01632 960 450, until 17:00",
        receipt="CF/2231" if row.away else "",
        reason="no-capacity",
        text=text(KIND, row.words) if row.words else "",
        said_by=text(KIND, "Its duty manager, by telephone") if row.away else "",
    )
    with settled(at=later, send=False), acting(by, later):
        if not row.away:
            must(actions.acknowledge(by=by, at=later, handover=offered))
        must(actions.answer(by=by, at=later, handover=offered, said=said))

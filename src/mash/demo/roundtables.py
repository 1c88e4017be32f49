"""Round tables in the demo: strategy discussions of the year, with dissent, overdue actions, one without its quorum, one to come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, Literal

from django.db.models import Exists, OuterRef

from mash.casework.cases.models import Decision
from mash.casework.matters.models import Matter
from mash.casework.roundtables import actions, queries
from mash.casework.roundtables.actions import EntrySaid, Plan, Supposed
from mash.casework.roundtables.models import Action, Copy, Invitation, Meeting
from mash.casework.roundtables.rules import Called
from mash.casework.sharing.actions import record_openness
from mash.casework.sharing.models import Openness, RequestSubject
from mash.demo.county.text import Text, Where
from mash.demo.hidden import story_of
from mash.demo.play import Stage
from mash.demo.play.post import settled
from mash.demo.play.stage import must
from mash.foundation.kernel import Actor, seeded
from mash.foundation.visibility import acting
from mash.registers.agencies.models import Agency

DESK: Final = "county-children"
CHAIR: Final = "chair.county"
MINUTES: Final = "minutes.county"
SCREENER: Final = f"screener.{DESK}"
KIND: Final = "round-table"
KINDS: Final = {"s47": "strategy", "s17": "professionals"}
HOUR: Final = timedelta(hours=1)
MOST_AGENCIES: Final = 4

Ends = Literal["circulated", "unacknowledged", "unapproved"]


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting about a case of the year: what was said at it and how far it came."""

    why: str
    known: str
    supposed: str
    ends: Ends = "circulated"
    dissent: str = ""
    without: str = ""
    action: str = ""
    done: bool = True


ROWS: Final = (
    Row("An injury that the explanation does not fit, in a child who does not speak yet.",
        "The hospital dates it to before the fall. Nobody outside the home saw the child that week.",
        "The injury was caused by somebody in the home.",
        dissent="We would ask for police protection tonight. We do not agree that the child goes home first.",
        action="A joint visit before six this evening."),
    Row("Four calls to the house in a month, and the children missing from school on the day after each.",
        "The school’s dates and the police’s dates fit each other, day for day.",
        "The children are kept at home so that nobody sees them.",
        ends="unacknowledged", action="See both children at school, each alone.", done=False),
    Row("A child has said at school who hurts him.",
        "He said it twice, to two adults, in the same words.",
        "What he said is what happened.",
        ends="unacknowledged", without="He is collected at three. Health sends its record in writing.",
        dissent="The level is too low for what the child said.",
        action="Medical examination today, with the social worker there.", done=False),
    Row("The pregnancy was hidden, and the plan for the older child was for this to be told.",
        "Booked at thirty weeks elsewhere, under another name.",
        "The move was made so that no plan could be.",
        ends="unapproved"),
)  # fmt: skip


def play(*, stage: Stage) -> None:
    """Play what is not there yet, each on a case of its own; the newest case waits for its meeting."""
    with acting(stage.actors[CHAIR], stage.until):
        if Meeting.objects.exists():
            return
        found = _decided(stage)
    for number, (row, decision) in enumerate(zip(ROWS, found, strict=False)):
        with seeded(Random(f"{stage.seed}:round-table:{number}")):
            _Play(stage, decision).whole(row)
    if len(found) > len(ROWS):
        with seeded(Random(f"{stage.seed}:round-table:coming")):
            _Play(stage, found[len(ROWS)]).coming()


def _decided(stage: Stage) -> list[Decision]:
    """Decisions under section 47, the newest first, then under section 17; one a case, of cases that agencies were asked about."""
    asked = RequestSubject.objects.filter(subject_id=OuterRef("subject_id"))
    rows = Decision.objects.filter(
        Exists(asked),
        route__in=KINDS,
        matter__desk__key=DESK,
        matter__restriction="open",
        at__lt=stage.until - timedelta(days=2),
        immediate_protection=False,
    ).order_by("-route", "-at", "-pk")
    found: dict[int, Decision] = {}
    for one in rows[:200]:
        found.setdefault(one.matter_id, one)
    return list(found.values())[: len(ROWS) + 1]


class _Play:
    """One case's meeting. `at` is when the decision was made: the meeting began an hour before."""

    def __init__(self, stage: Stage, decision: Decision) -> None:
        self.stage, self.decision, self.at = stage, decision, decision.at
        with acting(stage.actors[CHAIR], stage.until):
            self.matter = Matter.objects.select_related("hub", "desk__hub").get(pk=decision.matter_id)
            self.story = story_of(self.matter.pk)
            asked = RequestSubject.objects.filter(matter=self.matter, subject_id=decision.subject_id)
            keys = list(asked.order_by("pk").values_list("request__agency__key", flat=True))
        wanted = [one for one in dict.fromkeys(keys) if f"researcher.{one}" in stage.actors]
        self.agencies: list[Agency] = [stage.agencies[one] for one in wanted[:MOST_AGENCIES]]
        self.text: Text = stage.marks.at(Where(story=self.story, hub=self.matter.hub.key, by=MINUTES))
        for one in self.agencies:
            stage.marks.hears(self.story, sits=one.key)

    @contextmanager
    def as_(self, who: str, at: datetime) -> Iterator[dict[str, Any]]:
        by: Actor = self.stage.actors[who]
        with settled(at=at, send=False), acting(by, at):
            yield {"by": by, "at": at}

    def say(self, words: str) -> str:
        return self.text(KIND, words)

    def _known(self, at: datetime) -> None:
        """Below reasonable cause no agency is told of the family before it is said whether the family knows."""
        with self.as_(SCREENER, at) as common:
            if not Openness.objects.filter(matter=self.matter).exists():
                must(record_openness(**common, matter=self.matter, basis="told", who="mother"))

    def call(self, row: Row, meets_at: datetime, at: datetime) -> str:
        if KINDS[self.decision.route] == "professionals":
            self._known(at)
        with self.as_(CHAIR, at) as common:
            said = Called(
                kind=KINDS[self.decision.route],
                why=self.say(row.why),
                meets_at=meets_at,
                how="video",
                place="https://meet.example.org/hub-room-2",
                people=(self.decision.subject_id,),
            )
            users = self.stage.users
            made = must(
                actions.call(
                    **common,
                    matter=self.matter,
                    said=said,
                    chair=users[CHAIR],
                    minute_taker=users[MINUTES],
                    agencies=self.agencies,
                )
            )
            return made.ref

    def coming(self) -> None:
        """A second meeting on a case, tomorrow: the agencies have begun to answer."""
        row = Row("The first visit found nobody at home. What was agreed has to be agreed anew.", "", "")
        ref = self.call(row, self.stage.until + timedelta(days=1), self.stage.until - 2 * HOUR)
        for one, says in zip(self.agencies, ("comes", "written"), strict=False):
            with self.as_(f"researcher.{one.key}", self.stage.until - HOUR) as common:
                wrote = (
                    self.say("The record has nothing new since the first meeting.")
                    if says == "written"
                    else ""
                )
                mine = _invitation(ref, one)
                must(actions.answer(**common, invitation=mine, says=says, contribution=wrote))

    def whole(self, row: Row) -> None:
        ref = self.call(row, self.at - HOUR, self.at - 3 * HOUR)
        self._sit(ref, row)
        self._dissent(ref, row)
        self._conclude(ref, row)
        if row.ends == "unapproved":
            return
        with self.as_(CHAIR, self.at + 3 * HOUR) as common:
            must(actions.approve(**common, meeting=_now(ref)))
        with self.as_(MINUTES, self.at + 4 * HOUR) as common:
            must(actions.circulate(**common, meeting=_now(ref)))
        self._after(ref, row)

    def _sit(self, ref: str, row: Row) -> None:
        with self.as_(MINUTES, self.at - HOUR) as common:
            for one in queries.invited(_now(ref)):
                written = bool(row.without) and one.seat == "health"
                came = "written" if written else "phone" if one.agency else "in-person"
                must(actions.attend(**common, invitation=one, came=came))
            short = row.without or "Somebody who is needed cannot be reached, and the child is at home."
            must(actions.begin(**common, meeting=_now(ref), without=self.say(short)))
            said = EntrySaid(heading="known", text=self.say(row.known))
            must(actions.write(**common, meeting=_now(ref), said=said))
            supposed = Supposed(
                text=self.say(row.supposed),
                speaks_for=self.say(
                    "What two of those at the table hold, without having spoken to each other."
                ),
                speaks_against=self.say("It rests on what adults say of each other."),
                state="likely",
            )
            must(actions.suppose(**common, meeting=_now(ref), said=supposed))

    def _dissent(self, ref: str, row: Row) -> None:
        if not row.dissent or not self.agencies:
            return
        first = self.agencies[0]
        with self.as_(f"researcher.{first.key}", self.at - HOUR / 2) as common:
            mine = _invitation(ref, first)
            words = self.say(row.dissent)
            must(actions.say(**common, invitation=mine, kind="dissent", text=words, level=4))

    def _conclude(self, ref: str, row: Row) -> None:
        with self.as_(MINUTES, self.at + HOUR / 4) as common:
            meeting = _now(ref)
            person = meeting.persons.get()
            plan = Plan(
                tells=self.say("The social worker, with the health visitor"),
                safely=self.say("To the mother alone, away from the house."),
                contingency=self.say("If nobody opens, the police go in with the social worker."),
            )
            must(
                actions.conclude(**common, meeting=meeting, person=person, decision=self.decision, plan=plan)
            )
            if row.action and self.agencies:
                must(
                    actions.give(
                        **common,
                        meeting=meeting,
                        owner="Duty officer",
                        what=self.say(row.action),
                        due_on=(self.at + timedelta(days=1)).date(),
                        agency=self.agencies[0],
                    )
                )
            must(actions.end(**common, meeting=_now(ref)))

    def _after(self, ref: str, row: Row) -> None:
        """Copies are acknowledged, but the last where the row leaves one; the action is done, or is late."""
        for one in self.agencies if row.ends == "circulated" else self.agencies[:-1]:
            with self.as_(f"researcher.{one.key}", self.at + 8 * HOUR) as common:
                copy = Copy.objects.select_related("agency", "meeting").get(meeting__ref=ref)
                must(actions.acknowledge(**common, copy=copy))
        if row.done and row.action and self.agencies:
            with self.as_(f"researcher.{self.agencies[0].key}", self.at + 20 * HOUR) as common:
                action = Action.objects.select_related("meeting").get(meeting__ref=ref)
                must(
                    actions.finish(
                        **common, action=action, evidence=self.say("Done at half past five, on our log.")
                    )
                )


def _now(ref: str) -> Meeting:
    found = queries.get(ref)
    if found is None:
        message = "what was just recorded is not seen"
        raise LookupError(message)
    return found


def _invitation(ref: str, agency: Agency) -> Invitation:
    return Invitation.objects.select_related("agency", "user", "meeting").get(meeting__ref=ref, agency=agency)
